// Small helpers of the scripted day: named expectations that are all counted, and promises around the client's events.
export class Expectations {
  passed = 0;
  failures = [];

  that(name, condition, detail = "") {
    if (condition) this.passed += 1;
    else this.failures.push(detail === "" ? name : `${name}: ${detail}`);
  }
  equal(name, actual, wanted) {
    this.that(name, Object.is(actual, wanted), `${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`);
  }
  near(name, actual, wanted, tolerance) {
    this.that(name, Math.abs(actual - wanted) <= tolerance, `${actual} is not within ${tolerance} of ${wanted}`);
  }
  /// Every field of `wanted` has the same value in `actual`.
  fields(name, actual, wanted) {
    for (const [field, value] of Object.entries(wanted)) this.equal(`${name}.${field}`, actual?.[field], value);
  }
}

/// Resolves when `done(...arguments of the event)` is true; rejects after `seconds`.
export function until(api, event, done, seconds = 20, what = event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(() => reject(new Error(`no ${what} within ${seconds} s`))), seconds * 1000);
    const listener = (...args) => {
      if (done(...args)) finish(() => resolve(args));
    };
    const finish = (settle) => {
      clearTimeout(timer);
      api.off(event, listener);
      settle();
    };
    api.on(event, listener);
  });
}

/// Gathers the arguments of `event` while `action` and `end` run.
export async function gather(api, event, end) {
  const rows = [];
  const listener = (...args) => rows.push(args);
  api.on(event, listener);
  await end();
  api.off(event, listener);
  return rows;
}

export const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
