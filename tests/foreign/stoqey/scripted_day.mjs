// One day of an independent client (@stoqey/ib, unmodified) at the simulated TWS: connect, chain, quotes with Greeks, history, what-if,
// orders of every fate, reconnect, and what is told afterwards. What it sends comes back in openOrder field by field, so both
// directions are compared at whatever server version was granted.
import { IBApi, EventName, OrderAction, OrderType, SecType, OptionType, TimeInForce, MarketDataType } from "@stoqey/ib";
import { Expectations, gather, pause, until } from "./expect.mjs";

const clientId = 17;

function connect(port) {
  const api = new IBApi({ host: "127.0.0.1", port, clientId });
  const errors = [];
  api.on(EventName.error, (error, code, id) => errors.push({ text: error.message, code, id }));
  return { api, errors };
}

async function start(port, expect, version) {
  const { api, errors } = connect(port);
  const server = until(api, EventName.server, () => true);
  const accounts = until(api, EventName.managedAccounts, () => true);
  const next = until(api, EventName.nextValidId, () => true);
  api.connect();
  const [granted, time] = await server;
  expect.equal("granted version", granted, version);
  expect.that("connection time", /^20\d{6} \d\d:\d\d:\d\d \w+/.test(time), time);
  const [list] = await accounts;
  expect.equal("account", list, "DU1000001");
  const [orderId] = await next;
  return { api, errors, orderId };
}

async function chainOf(api, expect) {
  const stock = { symbol: "SPY", secType: SecType.STK, exchange: "SMART", currency: "USD" };
  const rows = await gather(api, EventName.contractDetails, async () => {
    const end = until(api, EventName.contractDetailsEnd, (id) => id === 1);
    api.reqContractDetails(1, stock);
    await end;
  });
  expect.equal("one SPY", rows.length, 1);
  const spy = rows[0][1];
  expect.fields("SPY", spy.contract, { symbol: "SPY", secType: "STK", currency: "USD", primaryExch: "ARCA", localSymbol: "SPY" });
  expect.that("SPY has market rules", /^\d+(,\d+)*$/.test(spy.marketRuleIds), spy.marketRuleIds);
  expect.that("SPY has hours", spy.liquidHours.includes(":0930-"), spy.liquidHours);

  const parameters = await gather(api, EventName.securityDefinitionOptionParameter, async () => {
    const end = until(api, EventName.securityDefinitionOptionParameterEnd, (id) => id === 2);
    api.reqSecDefOptParams(2, "SPY", "", SecType.STK, spy.contract.conId);
    await end;
  });
  const smart = parameters.find((row) => row[1] === "SMART");
  expect.that("parameters at SMART", smart !== undefined);
  const [, , underlying, tradingClass, multiplier, expirations, strikes] = smart;
  expect.equal("parameters' underlying", underlying, spy.contract.conId);
  expect.equal("class", tradingClass, "SPY");
  expect.equal("multiplier", Number(multiplier), 100);
  expect.that("expirations ascend", expirations.length > 8 && expirations.every((e, i) => i === 0 || e > expirations[i - 1]));
  expect.that("strikes ascend", strikes.length > 50 && strikes.every((s, i) => i === 0 || s > strikes[i - 1]));

  const expiry = [...expirations].find((e) => e >= "20260807");
  const options = await gather(api, EventName.contractDetails, async () => {
    const end = until(api, EventName.contractDetailsEnd, (id) => id === 3);
    api.reqContractDetails(3, { ...stock, secType: SecType.OPT, lastTradeDateOrContractMonth: expiry, right: OptionType.Put });
    await end;
  });
  const puts = options.map((row) => row[1].contract).sort((a, b) => a.strike - b.strike);
  expect.that("a chain of puts", puts.length > 20 && puts.every((p) => p.right === "P" && p.tradingClass === "SPY" && Number(p.multiplier) === 100));
  expect.that("conIds differ", new Set(puts.map((p) => p.conId)).size === puts.length);
  const rule = until(api, EventName.marketRule, () => true);
  api.reqMarketRule(Number(spy.marketRuleIds.split(",")[0]));
  expect.that("market rule has increments", (await rule)[1].length > 0);
  return { stock, spy: spy.contract, puts, expiry };
}

/// Quotes of one contract until bid, ask and, for options, a model computation are there.
async function quoteOf(api, id, contract, option, expect) {
  const seen = { prices: {}, sizes: {}, greeks: {} };
  const onPrice = (reqId, type, value) => reqId === id && (seen.prices[type] = value);
  const onSize = (reqId, type, value) => reqId === id && (seen.sizes[type] = value);
  const onGreeks = (reqId, type, attrib, iv, delta, price, dividend, gamma, vega, theta, under) =>
    reqId === id && (seen.greeks[type] = { attrib, iv, delta, price, dividend, gamma, vega, theta, under });
  api.on(EventName.tickPrice, onPrice);
  api.on(EventName.tickSize, onSize);
  api.on(EventName.tickOptionComputation, onGreeks);
  api.reqMktData(id, contract, option ? "100,101,106" : "", false, false);
  for (let waited = 0; waited < 15; waited += 0.1) {
    if (seen.prices[1] > 0 && seen.prices[2] > 0 && (!option || seen.greeks[13] !== undefined)) break;
    await pause(0.1);
  }
  api.cancelMktData(id);
  for (const [event, listener] of [[EventName.tickPrice, onPrice], [EventName.tickSize, onSize], [EventName.tickOptionComputation, onGreeks]]) api.off(event, listener);
  expect.that(`quote ${id} two-sided`, seen.prices[1] > 0 && seen.prices[2] > seen.prices[1], JSON.stringify(seen.prices));
  expect.that(`quote ${id} has sizes`, seen.sizes[0] > 0 && seen.sizes[3] > 0, JSON.stringify(seen.sizes));
  return seen;
}

async function quotes(api, chain, expect) {
  api.reqMarketDataType(MarketDataType.REALTIME);
  const spot = await quoteOf(api, 10, chain.stock, false, expect);
  const middle = (spot.prices[1] + spot.prices[2]) / 2;
  const near = (level) => chain.puts.reduce((best, p) => (Math.abs(p.strike - level) < Math.abs(best.strike - level) ? p : best));
  const [short, long] = [near(middle * 0.98), near(middle * 0.96)];
  const quote = await quoteOf(api, 11, { conId: short.conId, exchange: "SMART" }, true, expect);
  const model = quote.greeks[13];
  expect.that("model vol", model.iv > 0.02 && model.iv < 2, JSON.stringify(model));
  expect.that("put delta", model.delta < 0 && model.delta > -1, JSON.stringify(model));
  expect.that("gamma, vega, theta", model.gamma > 0 && model.vega > 0 && model.theta < 0, JSON.stringify(model));
  expect.near("model's underlying", model.under, middle, middle * 0.01);
  expect.that("bid and ask computations", quote.greeks[10] !== undefined && quote.greeks[11] !== undefined);
  expect.that("open interest", quote.sizes[28] !== undefined);
  return { middle, short, long, quote };
}

async function history(api, chain, expect) {
  const bars = await gather(api, EventName.historicalData, async () => {
    const end = until(api, EventName.historicalData, (id, time) => id === 20 && time.startsWith("finished"));
    api.reqHistoricalData(20, chain.stock, "", "1 Y", "1 day", "TRADES", 1, 1, false);
    await end;
  });
  expect.that("a year of bars", bars.length > 245, String(bars.length));
  expect.that("bars are bars", bars.slice(0, -1).every(([, , open, high, low, close, volume]) => low <= open && open <= high && low <= close && close <= high && volume > 0));
  const head = until(api, EventName.headTimestamp, (id) => id === 21);
  api.reqHeadTimestamp(21, chain.stock, "TRADES", true, 1);
  expect.that("head timestamp", (await head)[1].length >= 8);
  api.cancelHeadTimestamp(21);
}

const combo = (picked) => ({
  symbol: "SPY", secType: SecType.BAG, exchange: "SMART", currency: "USD",
  comboLegs: [
    { conId: picked.short.conId, ratio: 1, action: OrderAction.SELL, exchange: "SMART" },
    { conId: picked.long.conId, ratio: 1, action: OrderAction.BUY, exchange: "SMART" },
  ],
});
const limit = (action, quantity, price, more = {}) => ({
  action, totalQuantity: quantity, orderType: OrderType.LMT, lmtPrice: price, tif: TimeInForce.DAY, account: "DU1000001", transmit: true, ...more,
});

async function whatIf(api, id, picked, expect) {
  const answer = until(api, EventName.openOrder, (orderId) => orderId === id);
  api.placeOrder(id, combo(picked), limit(OrderAction.BUY, 1, -0.5, { whatIf: true }));
  const [, contract, order, state] = await answer;
  expect.equal("what-if echo", order.whatIf, true);
  const width = picked.short.strike - picked.long.strike;
  expect.near("what-if margin is the width", Number(state.initMarginChange), width * 100, 0.01);
  expect.that("what-if commission", Number(state.commission) > 0, String(state.commission));
  expect.equal("combo class", contract.tradingClass, "COMB");
  expect.equal("combo legs", contract.comboLegs.length, 2);
}

/// Waits for a status of one order; statuses heard before count.
function statusOf(api, id, wanted, seconds = 30) {
  return until(api, EventName.orderStatus, (orderId, status) => orderId === id && status === wanted, seconds, `status ${wanted} of order ${id}`);
}

async function orders(api, errors, firstId, chain, picked, expect) {
  let id = firstId;
  // Place, echo field by field, modify, cancel.
  const sent = limit(OrderAction.BUY, 3, 0.05, { orderRef: "echo-test", tif: TimeInForce.GTC, ocaGroup: "", outsideRth: true, displaySize: 1, minQty: 1, hidden: false });
  const option = { conId: picked.short.conId, symbol: "SPY", secType: SecType.OPT, exchange: "SMART", currency: "USD" };
  const echo = until(api, EventName.openOrder, (orderId, contract, order, state) => orderId === id && state.status === "Submitted");
  const working = statusOf(api, id, "Submitted");
  api.placeOrder(id, option, sent);
  const [, contract, order] = await echo;
  const [, , filled, remaining, , permId, , , client] = await working;
  expect.fields("contract echo", contract, { conId: picked.short.conId, symbol: "SPY", secType: "OPT", strike: picked.short.strike, right: "P", currency: "USD" });
  expect.fields("order echo", order, { action: "BUY", totalQuantity: 3, orderType: "LMT", lmtPrice: 0.05, tif: "GTC", account: "DU1000001", orderRef: "echo-test", outsideRth: true, displaySize: 1, minQty: 1, clientId, permId });
  expect.fields("status", { filled, remaining, client }, { filled: 0, remaining: 3, client: clientId });
  const changed = until(api, EventName.openOrder, (orderId, c, o) => orderId === id && o.lmtPrice === 0.1);
  api.placeOrder(id, option, { ...sent, lmtPrice: 0.1 });
  expect.equal("a modification keeps permId", (await changed)[2].permId, permId);
  const cancelled = statusOf(api, id, "Cancelled");
  api.cancelOrder(id, "");
  await cancelled;
  await pause(0.2);
  expect.that("202 after a cancel", errors.some((e) => e.code === 202 && e.id === id));

  // A one-cancels-all pair: filling one cancels the other.
  const [first, second] = [++id, ++id];
  api.placeOrder(first, chain.stock, limit(OrderAction.BUY, 10, 1.0, { ocaGroup: `oca-${first}`, ocaType: 1 }));
  await statusOf(api, first, "Submitted");
  const both = Promise.all([statusOf(api, second, "Filled"), statusOf(api, first, "Cancelled")]);
  api.placeOrder(second, chain.stock, limit(OrderAction.BUY, 10, Math.ceil(picked.middle + 5), { ocaGroup: `oca-${first}`, ocaType: 1 }));
  await both;

  // A vertical: filled as one summary and an execution per leg, commissions for the legs.
  const spread = ++id;
  const executions = [];
  const commissions = [];
  const onExecution = (reqId, c, e) => e.orderId === spread && executions.push([c, e]);
  const onCommission = (report) => commissions.push(report);
  api.on(EventName.execDetails, onExecution);
  api.on(EventName.commissionReport, onCommission);
  const done = statusOf(api, spread, "Filled", 60);
  api.placeOrder(spread, combo(picked), limit(OrderAction.BUY, 2, 0, { orderRef: "vertical", smartComboRoutingParams: [{ tag: "NonGuaranteed", value: "0" }] }));
  const [, , , left, price] = await done;
  await pause(1);
  expect.equal("nothing left", left, 0);
  expect.that("a credit", price < 0, String(price));
  const summary = executions.filter(([c]) => c.secType === "BAG");
  const legs = executions.filter(([c]) => c.secType === "OPT");
  const count = (rows, side) => rows.filter(([, e]) => e.side === side).reduce((sum, [, e]) => sum + e.shares, 0);
  expect.equal("summary", count(summary, "BOT"), 2);
  expect.equal("short leg", count(legs.filter(([c]) => c.conId === picked.short.conId), "SLD"), 2);
  expect.equal("long leg", count(legs.filter(([c]) => c.conId === picked.long.conId), "BOT"), 2);
  const value = (rows) => rows.reduce((sum, [, e]) => sum + e.shares * e.price * (e.side === "BOT" ? 1 : -1), 0);
  expect.near("legs add up to the summary", value(legs), value(summary), 1e-6);
  expect.that("each leg has a commission", legs.every(([, e]) => commissions.some((r) => r.execId === e.execId && r.commission > 0 && r.currency === "USD")));
  expect.that("execution's reference", executions.every(([, e]) => e.orderRef === "vertical" && e.acctNumber === "DU1000001"));

  // More than the market shows: a partial fill first.
  const big = ++id;
  const partial = until(api, EventName.orderStatus, (orderId, status, f, r) => orderId === big && f > 0 && r > 0, 30, "partial fill");
  api.placeOrder(big, option, limit(OrderAction.BUY, 5000, Math.round(picked.quote.prices[2] * 100 + 200) / 100));
  const [, , part, rest] = await partial;
  expect.equal("parts add up", part + rest, 5000);
  const stopped = statusOf(api, big, "Cancelled");
  api.cancelOrder(big, "");
  await stopped.catch(() => expect.that("the rest of the partial fill was cancelled", false));

  // Rejects with the real codes.
  api.placeOrder(++id, chain.stock, limit(OrderAction.BUY, 0, 1));
  api.placeOrder(++id, { ...chain.stock, symbol: "NOSUCH" }, limit(OrderAction.BUY, 1, 1));
  api.placeOrder(++id, chain.stock, limit(OrderAction.BUY, 1, 1.001));
  await pause(0.5);
  const codes = errors.filter((e) => e.id > big).map((e) => e.code);
  for (const code of [434, 200, 110]) expect.that(`reject ${code}`, codes.includes(code), JSON.stringify(codes));

  // One order stays for the next session.
  const kept = ++id;
  const keeps = statusOf(api, kept, "Submitted");
  api.placeOrder(kept, chain.stock, limit(OrderAction.BUY, 7, 1.5, { orderRef: "kept", tif: TimeInForce.GTC }));
  await keeps;
  return { kept, spread };
}

/// Below server version 177 completedOrder has a field faProfile, as recorded messages show; this client leaves it out when reading and
/// reports that the message ended too soon. Its openOrder, with the same fields, is read right at every version.
const readsCompletedOrders = (version) => version >= 177;
const isItsOwnMistake = (error, version) => !readsCompletedOrders(version) && error.text.includes("COMPLETED_ORDER");

async function afterwards(api, made, picked, version, expect) {
  const open = await gather(api, EventName.openOrder, async () => {
    const end = until(api, EventName.openOrderEnd, () => true);
    api.reqAllOpenOrders();
    await end;
  });
  expect.equal("one order is open", new Set(open.map((row) => row[0])).size, 1);
  expect.fields("the kept order", open[0][2], { orderRef: "kept", totalQuantity: 7, lmtPrice: 1.5, tif: "GTC", action: "BUY" });
  const executions = await gather(api, EventName.execDetails, async () => {
    const end = until(api, EventName.execDetailsEnd, (id) => id === 30);
    api.reqExecutions(30, { secType: SecType.BAG, symbol: "SPY" });
    await end;
  });
  expect.that("executions of the spread", executions.length >= 1 && executions.every(([, c, e]) => c.secType === "BAG" && e.orderRef === "vertical"));
  const completed = await gather(api, EventName.completedOrder, async () => {
    const end = until(api, EventName.completedOrdersEnd, () => true);
    api.reqCompletedOrders(false);
    await end;
  });
  const states = completed.map(([, o, s]) => `${o.orderRef}/${s.status}/${s.completedStatus}`);
  const told = states.includes("vertical/Filled/Filled Size: 2") && states.includes("echo-test/Cancelled/Cancelled by Trader");
  expect.equal("completed orders", told, readsCompletedOrders(version));
  const positions = await gather(api, EventName.position, async () => {
    const end = until(api, EventName.positionEnd, () => true);
    api.reqPositions();
    await end;
  });
  const held = positions.find(([, c]) => c.conId === picked.long.conId);
  expect.equal("long leg held", held?.[2], 2);
  api.cancelPositions();
  const values = await gather(api, EventName.accountSummary, async () => {
    const end = until(api, EventName.accountSummaryEnd, (id) => id === 31);
    api.reqAccountSummary(31, "All", "NetLiquidation,BuyingPower,MaintMarginReq");
    await end;
  });
  expect.equal("summary tags", values.length, 3);
  expect.near("net liquidation", Number(values.find((v) => v[2] === "NetLiquidation")[3]), 1_000_000, 100_000);
  api.cancelAccountSummary(31);
  const account = await gather(api, EventName.updateAccountValue, async () => {
    const end = until(api, EventName.accountDownloadEnd, () => true);
    api.reqAccountUpdates(true, "DU1000001");
    await end;
  });
  expect.that("account values", account.some((v) => v[0] === "NetLiquidation") && account.some((v) => v[0] === "RealizedPnL"));
  api.reqAccountUpdates(false, "DU1000001");
  const pnl = until(api, EventName.pnl, (id) => id === 32);
  api.reqPnL(32, "DU1000001", "");
  expect.that("profit and loss", Number.isFinite((await pnl)[1]));
  api.cancelPnL(32);
}

/// Plays the day; resolves to the expectations.
export async function playDay(port, version) {
  const expect = new Expectations();
  const morning = await start(port, expect, version);
  const { api } = morning;
  try {
    const chain = await chainOf(api, expect);
    const picked = await quotes(api, chain, expect);
    await history(api, chain, expect);
    await whatIf(api, morning.orderId, picked, expect);
    const made = await orders(api, morning.errors, morning.orderId + 1, chain, picked, expect);
    const gone = until(api, EventName.disconnected, () => true);
    api.disconnect();
    await gone;

    const { api: again, errors } = connect(port);
    const early = [];
    again.on(EventName.openOrder, (orderId, c, o) => early.push([orderId, o]));
    const next = until(again, EventName.nextValidId, () => true);
    again.connect();
    const [nextId] = await next;
    expect.that("ids go on", nextId > made.kept, `${nextId} after ${made.kept}`);
    expect.that("the working order comes back by itself", early.some(([orderId, o]) => orderId === made.kept && o.orderRef === "kept"));
    await afterwards(again, made, picked, version, expect);
    const cancelled = statusOf(again, made.kept, "Cancelled");
    again.cancelOrder(made.kept, "");
    await cancelled;
    expect.that("no surprise", errors.every((e) => e.code === 202 || e.code > 2000 || isItsOwnMistake(e, version)), JSON.stringify(errors));
    again.disconnect();
  } catch (error) {
    expect.that("the day went through", false, `${error.message}; heard ${JSON.stringify(morning.errors.slice(-3))}`);
    api.disconnect();
  }
  return expect;
}
