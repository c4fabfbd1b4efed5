/** Pixels put over pixels. */

/** @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Pixels RGBA, alpha not multiplied in */

/**
 * Lays a small picture over a large one, with what is transparent in it; what is outside is cut off.
 * "Over", after T. Porter and T. Duff, "Compositing digital images", 1984.
 * @param {Pixels} under is changed
 * @param {Pixels} over
 * @param {number} left where it goes, in whole pixels
 * @param {number} top
 */
export function stamp(under, over, left, top) {
  const [x0, x1] = [Math.max(0, -left), Math.min(over.width, under.width - left)];
  const [y0, y1] = [Math.max(0, -top), Math.min(over.height, under.height - top)];
  const [below, above] = [under.data, over.data];
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const from = (y * over.width + x) * 4;
      if (above[from + 3] === 0) continue;
      const to = ((y + top) * under.width + x + left) * 4;
      const alpha = above[from + 3] / 255;
      const rest = (below[to + 3] / 255) * (1 - alpha);
      const whole = alpha + rest;
      for (let k = 0; k < 3; k++) {
        below[to + k] = (above[from + k] * alpha + below[to + k] * rest) / whole;
      }
      below[to + 3] = 255 * whole;
    }
  }
}
