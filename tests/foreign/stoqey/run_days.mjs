// Plays the scripted day at server versions: `node run_days.mjs PROGRAM [FIRST [LAST]]`, where PROGRAM is the legwork binary. Each version
// has a simulated TWS of its own on a free port. Exit code 1 when an expectation fails.
import { spawn } from "node:child_process";
import { playDay } from "./scripted_day.mjs";

const [program, first = "178", last = first] = process.argv.slice(2);
if (program === undefined) {
  console.error("usage: node run_days.mjs PROGRAM [FIRST [LAST]]");
  process.exit(2);
}

/// Starts the simulated TWS; resolves to {port, stop}.
function startSim(version) {
  const sim = spawn(program, ["sim", "--port", "0", "--server-version", String(version), "--seed", "7", "--speed", "4", "--quiet"], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    sim.once("exit", (code) => reject(new Error(`the simulated TWS ended with ${code}`)));
    sim.stdout.once("data", (text) => {
      const port = Number(String(text).trim().split(":").pop());
      resolve({ port, stop: () => new Promise((done) => { sim.removeAllListeners("exit"); sim.once("exit", done); sim.kill("SIGTERM"); }) });
    });
  });
}

async function play(version) {
  const sim = await startSim(version);
  const result = await playDay(sim.port, version);
  await sim.stop();
  return result;
}

// Mostly waiting, so several at a time; printed in order.
const atOnce = 6;
const versions = Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i);
const days = new Map();
const next = versions.values();
await Promise.all(Array.from({ length: atOnce }, async () => {
  for (const version of next) days.set(version, await play(version));
}));
let failed = 0;
for (const version of versions) {
  const { passed, failures } = days.get(version);
  console.log(`server version ${version}: ${passed} as expected, ${failures.length} not`);
  for (const failure of failures) console.log(`  ${failure}`);
  failed += failures.length;
}
process.exit(failed === 0 ? 0 : 1);
