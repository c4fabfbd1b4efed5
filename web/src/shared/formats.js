/** Numbers as text: few digits, the same width where it can be, U+2212 for minus. */

/** @param {string} text */
const minus = (text) => text.replaceAll('-', '\u2212');

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
  if (size >= 1000) return count(Math.round(value));
  return minus(value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3));
}

/**
 * Significant digits, as many as there are up to a limit: for numbers that a person calculates with.
 * @param {number} value
 * @param {number} [digits] a float has no more than nine
 */
export function figures(value, digits = 9) {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value)) return short(value);
  // As it is written: 0.000099999 in four digits is 0.0001.
  const tiny = Number(size.toPrecision(digits)) < 1e-4;
  const text =
    tiny || size >= 1e6
      ? value.toExponential(digits - 1)
      : value.toPrecision(Math.max(digits, Math.floor(Math.log10(size)) + 1));
  const [, plain, power = ''] = /^([^e]*)(e.*)?$/.exec(text) ?? [];
  const trimmed = plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
  return minus(trimmed + power.replace('+', ''));
}

/** What may be a count: a whole number without decimals. @param {number} value */
export const tally = (value) => (value % 1 || Math.abs(value) >= 1e5 ? short(value) : count(value));

/** Whether the engine's numbers, which are floats, go as far. @param {number} value */
export const holds = (value) => Number.isFinite(Math.fround(value));

/** Enough digits to tell floats apart, for tables. @param {number} value */
export function exact(value) {
  return Number.isFinite(value) ? minus(String(Number(value.toPrecision(7)))) : short(value);
}

/**
 * A number with its whole part in groups of three, as both languages write it. The browser's own formatting costs
 * tens of milliseconds when it is first used, and the page opens with such a number.
 * @param {number} value
 */
export const count = (value) =>
  minus(String(value)).replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');

/** The end of a range, as one would type it. @param {number} value */
export const limitText = (value) => (Number.isSafeInteger(value) ? count(value) : tickText(value));

/** @param {number[]} shape @returns {string} "(128,16)" as the engine writes it; a scalar has none */
export const shapeText = (shape) => (shape.length > 0 ? `(${shape.join(',')})` : '');

/** A tick of an axis, no longer than it must be. @param {number} value */
export function tickText(value) {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return count(Number(value.toPrecision(6)));
  const [digits, power] = value.toExponential(2).split('e');
  const ten = `10${superscript(Number(power))}`;
  const factor = Number(digits);
  return factor === 1 ? ten : minus(`${factor}·${ten}`);
}

/** @param {number} exponent */
const superscript = (exponent) =>
  [...String(exponent)].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
