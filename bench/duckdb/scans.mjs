// Our scans as SQL, column by column with the formulas of src/scan (columns_vertical.cpp, leg_pair.hpp, score.cpp), on the table
// `contracts` that scan_table prints. Numbers are written with an exponent: without one they would be DECIMAL, not DOUBLE.

const number = (x) => x.toExponential();
const commissions = '(0.65e0 * 4e0)';
const slippageShare = '(0.25e0 + 0.35e0)';

// The default score: a column, its weight, its map to 0 … 1. Unknown counts half. The inputs of the last two (IV percentile and
// holdings) are not in a chain file, so they are unknown for every row.
const scoreTerms = [
  ['edge', 35, [[-0.1, 0], [0, 0.5], [0.1, 1]]],
  ['liquidity', 20, [[0, 0], [100, 1]]],
  ['cushion_em', 15, [[-0.5, 0], [1.5, 1]]],
  ['ror', 10, [[0, 0], [0.25, 0.6], [1, 1]]],
  ['CAST(NULL AS DOUBLE)', 10, [[0, 0], [100, 1]]],
  ['CAST(NULL AS DOUBLE)', 10, [[0, 0], [1, 1]]],
];

function mapped([column, weight, map]) {
  if (column.startsWith('CAST')) return `${number(weight)} * 0.5e0`;
  const [first, last] = [map[0], map[map.length - 1]];
  const segments = map.slice(1).map(([x1, y1], i) => {
    const [x0, y0] = map[i];
    const rise = `(${number(y1)} - ${number(y0)}) * ((${column} - ${number(x0)}) / (${number(x1)} - ${number(x0)}))`;
    return `WHEN ${column} <= ${number(x1)} THEN ${number(y0)} + ${rise}`;
  });
  return `${number(weight)} * CASE WHEN ${column} IS NULL THEN 0.5e0 WHEN ${column} <= ${number(first[0])} THEN ${number(first[1])}
    ${segments.join(' ')} ELSE ${number(last[1])} END`;
}

const score = scoreTerms.map(mapped).reduce((sum, term) => `(${sum}) + ${term}`);
const lesser = (a, b) => `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE least(${a}, ${b}) END`;
const clip = (x) => `least(greatest(${x}, 0e0), 1e0)`;

// An unknown filter lets a row pass, as Missing::skip does.
const passes = (filters) => filters.map((f) => `(${f}) IS NOT FALSE`).join(' AND ');

// What a pair reads of its legs, then each level of formulas once: net price, profit and loss, the score's terms.
const stages = (join, filters) => `
WITH legs AS (
  SELECT s.row AS short_row, l.row AS long_row, s.slice AS slice, s.dte AS dte, s.abs_delta AS short_delta,
    s.spot AS spot, s.discount AS discount, s.expected_move AS expected_move, s.multiplier AS multiplier,
    s.right = 'P' AS put, s.strike > l.strike AS bullish, (s.right = 'P') = (s.strike > l.strike) AS credit,
    s.strike AS short_strike, l.strike AS long_strike, abs(s.strike - l.strike) AS width,
    s.mark - l.mark AS net, (s.ask - l.bid0) - (s.bid0 - l.ask) AS combo,
    s.bid AS short_bid, l.ask AS long_ask, greatest(s.grade, l.grade) AS grade,
    s.premium - l.premium AS net_premium, l.expected_payoff - s.expected_payoff AS expected_payoff,
    ${lesser('s.open_interest', 'l.open_interest')} AS open_interest,
    ${lesser('s.bid_size', 'l.bid_size')} AS bid_size, ${lesser('s.ask_size', 'l.ask_size')} AS ask_size,
    least(s.log_open_interest, l.log_open_interest) AS log_open_interest, least(s.log_volume, l.log_volume) AS log_volume
  FROM contracts s JOIN contracts l ON s.slice = l.slice AND ${join}
), priced AS (
  SELECT *, CASE WHEN credit THEN net ELSE width + net END * multiplier - ${commissions} AS max_profit,
    CASE WHEN credit THEN width - net ELSE -net END * multiplier + ${commissions} AS max_loss,
    CASE WHEN credit THEN short_strike ELSE long_strike END
      + CASE WHEN put = credit THEN -1e0 ELSE 1e0 END * net AS breakeven,
    ((net - net_premium) / discount + expected_payoff) * multiplier
      - (${commissions} + ${slippageShare} * combo * multiplier) AS ev
  FROM legs
  WHERE CASE WHEN credit THEN net ELSE -net END BETWEEN 0.005e0 AND width - 0.005e0 ${filters.length ? `AND ${passes(filters)}` : ''}
), terms AS (
  SELECT slice, short_row, long_row, grade, ev / max_loss AS edge, max_profit / max_loss AS ror,
    CASE WHEN bullish THEN spot - breakeven ELSE breakeven - spot END / expected_move AS cushion_em,
    CASE WHEN (short_bid > 0e0) IS NOT TRUE OR (long_ask > 0e0) IS NOT TRUE OR combo IS NULL OR (abs(net) > 0e0) IS NOT TRUE THEN 0e0 ELSE
      35e0 * ${clip('1e0 - combo / (0.20e0 * width)')} + 20e0 * ${clip('1e0 - combo / (0.5e0 * abs(net))')}
      + 15e0 * log_open_interest + 10e0 * log_volume
      + 20e0 * CASE WHEN bid_size < ask_size THEN least(1e0, bid_size / 2e0)
                    WHEN ask_size IS NULL THEN 0.5e0 ELSE least(1e0, ask_size / 2e0) END END AS liquidity
  FROM priced
)`;

// `ours` is the name scan_bench and scan_table know.
export const scans = [
  {
    ours: 'put-credit-30-45',
    join: `s.right = 'P' AND l.strike < s.strike`,
    filters: ['short_delta BETWEEN 0.16e0 AND 0.30e0', 'dte BETWEEN 30 AND 45', 'net / width >= 0.2e0 - 1e-9', 'open_interest >= 500e0',
      'combo / width <= 0.08e0 + 1e-9', 'grade <= 2'],
  },
  { ours: 'no-filter', table: 'all', join: 's.strike <> l.strike', filters: [] },
];

const order = 'key DESC, slice, short_row, long_row';
const scored = ({ join, filters }) => `${stages(join, filters)} SELECT slice, short_row, long_row,
  (${score}) * CASE grade WHEN 3 THEN 0e0 WHEN 2 THEN 0.5e0 ELSE 1e0 END AS key FROM terms`;

export const ranked = (scan) => `${scored(scan)} ORDER BY ${order} LIMIT 100`;
// The ranks that scan_table prints.
export const checked = (scan) => `SELECT short_row, long_row, key FROM
  (SELECT *, row_number() OVER (ORDER BY ${order}) AS rank FROM (${scored(scan)})) WHERE rank <= 100 OR rank % 1000 = 0 ORDER BY rank`;
export const counted = ({ join, filters }) => `${stages(join, filters)} SELECT count(*) AS survivors FROM priced`;
