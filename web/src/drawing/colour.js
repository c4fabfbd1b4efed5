/**
 * Colours of numbers: two pairs that are never mixed, one for values and one for gradients. Both
 * hold for the common kinds of colour blindness; a negative cell is hatched as well.
 */

/** @typedef {[number, number, number]} Rgb */
/** @typedef {{ zero: Rgb, plus: Rgb, minus: Rgb, hatch: Rgb, bad: Rgb }} Palette */
/** @typedef {'value' | 'gradient'} Pair */

/** @param {string} hex such as "#2A6FB0" @returns {Rgb} */
export function rgb(hex) {
  const n = Number.parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

/**
 * The palette of a pair from the page's own colour tokens.
 * @param {(token: string) => string} token such as "--value-plus" to "#2A6FB0"
 * @param {Pair} pair
 * @returns {Palette}
 */
export function paletteOf(token, pair) {
  return {
    zero: rgb(token('--zero')),
    plus: rgb(token(`--${pair}-plus`)),
    minus: rgb(token(`--${pair}-minus`)),
    hatch: rgb(token('--card')),
    bad: rgb(token('--warning')),
  };
}

/**
 * The colour of a number between -1 and 1; what is not a number has the warning's.
 * @param {Palette} palette
 * @param {number} value
 * @returns {Rgb}
 */
export function shade(palette, value) {
  if (!Number.isFinite(value)) return palette.bad;
  const end = value < 0 ? palette.minus : palette.plus;
  // A root, so that small numbers still differ from nothing.
  const t = Math.sqrt(Math.min(1, Math.abs(value)));
  const mix = (/** @type {0 | 1 | 2} */ i) => palette.zero[i] + (end[i] - palette.zero[i]) * t;
  return [mix(0), mix(1), mix(2)];
}

/**
 * A grid of numbers as pixels.
 * @param {{ rows: number, columns: number, cells: ArrayLike<number> }} grid
 * @param {number} scale the number that has the full colour
 * @param {Palette} palette
 * @param {number} width in pixels
 * @param {number} height
 * @returns {Uint8ClampedArray<ArrayBuffer>} RGBA
 */
export function paintGrid({ rows, columns, cells }, scale, palette, width, height) {
  const out = new Uint8ClampedArray(width * height * 4);
  const words = new Uint32Array(out.buffer);
  const plain = new Uint32Array(cells.length);
  const hatched = new Uint32Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const colour = shade(palette, cells[i] / scale);
    plain[i] = word(colour);
    hatched[i] = cells[i] < 0 ? word(blend(colour, palette.hatch)) : plain[i];
  }
  const columnOf = new Uint16Array(width);
  for (let x = 0; x < width; x++) columnOf[x] = Math.floor((x * columns) / width);
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height) * columns;
    const line = y * width;
    for (let x = 0; x < width; x++) {
      words[line + x] = ((x + y) % 4 === 0 ? hatched : plain)[row + columnOf[x]];
    }
  }
  return out;
}

/** A colour as the four bytes of a pixel, red first; every browser's machine is little-endian. @param {Rgb} c */
const word = ([r, g, b]) =>
  (0xff000000 | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;

/** @param {Rgb} a @param {Rgb} b @returns {Rgb} */
const blend = (a, b) => [
  a[0] * 0.45 + b[0] * 0.55,
  a[1] * 0.45 + b[1] * 0.55,
  a[2] * 0.45 + b[2] * 0.55,
];
