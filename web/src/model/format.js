/** Numbers as text: few digits, the same width where it can be, U+2212 for minus. */

/** @param {string} text */
const minus = (text) => text.replace('-', '\u2212');

/**
 * Three or four significant digits, for cards and sentences.
 * @param {number} value
 * @returns {string}
 */
export function short(value) {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '\u221e' : '\u2212\u221e';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e5) return minus(value.toExponential(1).replace('e+', 'e'));
  return minus(value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3));
}

/** Enough digits to tell floats apart, for tables. @param {number} value */
export function exact(value) {
  return Number.isFinite(value) ? minus(String(Number(value.toPrecision(7)))) : short(value);
}

/** A count with groups of three. @param {number} value @param {string} language */
export const count = (value, language) => value.toLocaleString(language);

/** @param {number[]} shape @returns {string} "(128,16)" as the engine writes it; a scalar has none */
export const shapeText = (shape) => (shape.length > 0 ? `(${shape.join(',')})` : '');

/** A tick of an axis, no longer than it must be. @param {number} value */
export function tickText(value) {
  const power = Math.round(Math.log10(Math.abs(value)));
  const isPower = value > 0 && Math.abs(value / 10 ** power - 1) < 1e-9;
  if (isPower && (power < -2 || power > 4)) return `10${superscript(power)}`;
  return minus(String(Number(value.toPrecision(6))));
}

/** @param {number} exponent */
const superscript = (exponent) =>
  [...String(exponent)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
