/** Axes: from numbers to pixels, and the ticks a reader expects. */

/**
 * @typedef {object} Scale
 * @property {(value: number) => number} at from value to pixel
 * @property {(pixel: number) => number} invert
 * @property {number[]} ticks
 * @property {[number, number]} domain
 * @property {boolean} log
 */

/**
 * @param {number} low
 * @param {number} high
 * @param {number} count about how many
 * @returns {number[]} multiples of 1, 2 or 5 times a power of ten
 */
export function linearTicks(low, high, count) {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((m) => m * power >= raw) ?? 10);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/**
 * Powers of ten times 1, 2 and 5, or fewer of them where they would crowd. Where not three of them
 * fall into the range, multiples as on a linear axis.
 * @param {number} low more than 0
 * @param {number} high
 * @param {number} count about how many
 * @returns {number[]}
 */
export function logTicks(low, high, count) {
  const fine = multiplesOfPowers(low, high, [1, 2, 5], 1);
  if (fine.length < 3) return linearTicks(low, high, 2 * count).filter((tick) => tick > 0);
  if (fine.length <= 2 * count) return fine;
  return multiplesOfPowers(low, high, [1], Math.ceil(fine.length / (6 * count)));
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number[]} multiples
 * @param {number} every so many powers of ten
 */
function multiplesOfPowers(low, high, multiples, every) {
  const ticks = [];
  const first = Math.floor(Math.log10(low) / every) * every;
  for (let e = first; e <= Math.log10(high) + 1e-9; e += every) {
    for (const m of multiples) {
      const tick = Number(`${m}e${e}`);
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range in pixels; may fall
 * @param {{ log?: boolean, count?: number }} [options]
 * @returns {Scale}
 */
export function scale(domain, range, { log = false, count = 4 } = {}) {
  const f = log ? Math.log10 : (/** @type {number} */ v) => v;
  const [a, b] = domain.map(f);
  const span = b - a || 1;
  return {
    at: (value) => range[0] + ((f(value) - a) / span) * (range[1] - range[0]),
    invert: (pixel) => {
      const t = a + ((pixel - range[0]) / (range[1] - range[0] || 1)) * span;
      return log ? 10 ** t : t;
    },
    ticks: (log ? logTicks : linearTicks)(domain[0], domain[1], count),
    domain,
    log,
  };
}

/**
 * The domain that holds the numbers given, with a little air.
 * @param {Iterable<number>} values
 * @param {boolean} log only positive numbers count
 * @returns {[number, number]}
 */
export function domainOf(values, log) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return log ? [0.01, 1] : [0, 1];
  if (log) {
    const top = high * 1.15;
    return [Math.min(low / 1.15, top / 10), top];
  }
  const air = (high - low) * 0.06 || Math.abs(high) * 0.1 || 0.5;
  return [low >= 0 ? 0 : low - air, high + air];
}
