// The same scans of the same valued chain by DuckDB and by scan_bench: same rows, same scores, then the times. README.md of bench/.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance, version } from '@duckdb/node-api';
import { checked, counted, ranked, scans } from './scans.mjs';

const runs = 21;
const warmUps = 3;
const scoreTolerance = 1e-9; // of 100: a library's abs, log or sum may differ in the last bit
const programs = process.env.LEGWORK_BIN ?? fileURLToPath(new URL('../../build/release/bin', import.meta.url));

const ours = (program, ...args) => execFileSync(join(programs, program), args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

// Milliseconds and survivors of our scans, by name.
function ourTimes() {
  const filter = `^scan/(${scans.map((s) => s.ours).join('|')})$`;
  const report = JSON.parse(ours('scan_bench', `--benchmark_filter=${filter}`, '--benchmark_format=json', `--benchmark_repetitions=${runs}`, '--benchmark_min_time=0.02'));
  const of = (name) => report.benchmarks.filter((b) => b.run_type === 'iteration' && b.run_name === `scan/${name}`);
  return {
    chain: report.context.chain,
    scan: Object.fromEntries(scans.map(({ ours: name }) => [name, { ms: median(of(name).map((b) => b.real_time)), ...of(name)[0] }])),
  };
}

// Rows of our ranking: the first 100, then each thousandth.
const ourRows = (scan) => ours('scan_table', scan.table ?? scan.ours).trim().split('\n').slice(1).map((line) => line.split(',').map(Number));

// Types of the columns that are no DOUBLE.
const columnTypes = { row: 'INTEGER', slice: 'INTEGER', trading_class: 'VARCHAR', expiry: 'DATE', right: 'VARCHAR', dte: 'INTEGER' };

async function loadContracts(connection) {
  const folder = mkdtempSync(join(tmpdir(), 'legwork-bench-'));
  try {
    const file = join(folder, 'contracts.csv');
    const csv = ours('scan_table', 'contracts');
    writeFileSync(file, csv);
    const columns = csv.slice(0, csv.indexOf('\n')).split(',').map((c) => `"${c}": '${columnTypes[c] ?? 'DOUBLE'}'`);
    await connection.run(`CREATE TABLE contracts AS SELECT * FROM read_csv('${file}', header = true, columns = {${columns.join(', ')}})`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timed(connection, sql) {
  const statement = await connection.prepare(sql);
  const times = [];
  for (let i = 0; i < warmUps + runs; ++i) {
    const begin = process.hrtime.bigint();
    await statement.runAndReadAll();
    if (i >= warmUps) times.push(Number(process.hrtime.bigint() - begin) / 1e6);
  }
  return median(times);
}

// What is different between DuckDB's ranking and ours, in words; empty when nothing is.
function differences(theirs, rows) {
  if (theirs.length !== rows.length) return `${theirs.length} rows against ${rows.length}`;
  const scores = theirs.findIndex((row, i) => !(Math.abs(row[2] - rows[i][2]) <= scoreTolerance));
  if (scores >= 0) return `scores ${theirs[scores][2]} against ${rows[scores][2]} in line ${scores + 1}`;
  // Rows whose scores are equal to the last bits may stand in another order; the 100th may be another of them.
  const top = rows.slice(0, 100);
  const strange = theirs.slice(0, 100).find((row) => row[2] > top.at(-1)[2] + scoreTolerance && !top.some((r) => r[0] === row[0] && r[1] === row[1]));
  return strange ? `rows ${strange[0]}/${strange[1]} are not among our first 100` : '';
}

async function compareScan(connection, scan, mine) {
  const survivors = Number((await connection.runAndReadAll(counted(scan))).getRows()[0][0]);
  const different = differences((await connection.runAndReadAll(checked(scan))).getRows(), ourRows(scan));
  const agree = survivors === mine.survivors && !different;
  if (!agree) console.error(`${scan.ours}: DuckDB finds ${survivors} survivors, we ${mine.survivors}; ${different}`);
  const row = { scan: scan.ours, verticals: mine.verticals, survivors, agree, 'ours, ms': mine.ms };
  for (const threads of [1, 2]) {
    await connection.run(`SET threads = ${threads}`);
    row[`DuckDB x${threads}, ms`] = await timed(connection, ranked(scan));
  }
  row.ratio = Math.min(row['DuckDB x1, ms'], row['DuckDB x2, ms']) / mine.ms;
  return row;
}

function print(table) {
  const text = (value) => (typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(3))) : String(value));
  const lines = [Object.keys(table[0]), ...table.map((row) => Object.values(row).map(text))];
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  for (const line of lines) console.log(line.map((cell, i) => cell.padStart(widths[i])).join('  '));
}

const own = ourTimes();
console.log(`${own.chain}, DuckDB ${version()}: medians of ${runs} runs, top 100; x1, x2: threads; ratio: DuckDB's better time over ours`);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await loadContracts(connection);
const table = [];
for (const scan of scans) table.push(await compareScan(connection, scan, own.scan[scan.ours]));
print(table);
process.exitCode = table.every((row) => row.agree) ? 0 : 1;
