/** Functions of formulas that JavaScript does not have: the engine's operations compute them. */

/**
 * Lends them as long as `use` runs.
 * @template T
 * @param {import('../../../../wasm/slm.js').Engine} engine
 * @param {(functions: import('../../formula/evaluate.js').Functions) => T} use
 * @returns {T}
 */
export function withFunctions(engine, use) {
  const context = engine.createContext();
  const one = (/** @type {string} */ op, /** @type {number} */ x) =>
    context.ops[op](context.tensor(x)).item();
  try {
    return use({
      sigmoid: (x) => one('sigmoid', x),
      // gelu(z) = z / 2 * (1 + erf(z / sqrt(2)))
      erf: (x) => (x === 0 ? 0 : one('gelu', x * Math.SQRT2) / (x / Math.SQRT2) - 1),
    });
  } finally {
    context.free();
  }
}
