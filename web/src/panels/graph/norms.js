/** Gradient norms of very different sizes on one log scale, the same for all cards and wires. */

/** @typedef {{ low: number, high: number }} NormScale */

/**
 * Four powers of ten below the largest norm, on whole powers so that the key rests.
 * @param {Iterable<number>} norms
 * @returns {NormScale}
 */
export function normScale(norms) {
  let most = 0;
  for (const norm of norms) if (Number.isFinite(norm) && norm > most) most = norm;
  const high = most > 0 ? 10 ** Math.ceil(Math.log10(most) - 1e-9) : 1;
  return { low: high / 1e4, high };
}

/** @param {NormScale} scale @param {number} norm @returns {number} 0 to 1 */
export function normPart({ low, high }, norm) {
  if (!(norm > low)) return 0;
  return Math.min(1, Math.log(norm / low) / Math.log(high / low));
}
