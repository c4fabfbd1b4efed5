/** What many measurements of one thing say together. */

/** @typedef {{ median: number, low: number, high: number }} Spread low and high are quartiles */

/** @param {number[]} samples @returns {Spread} */
export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.round(part * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
