/** The lines of links. */

/** @typedef {import('./layout.js').Point} Point */

/**
 * A smooth SVG path through points, leaving and arriving along the data. What hangs on an operation
 * is a straight line.
 * @param {Point[]} points
 * @param {boolean} vertical
 */
export function wirePath(points, vertical) {
  const f = (/** @type {number} */ v) => v.toFixed(1);
  let d = `M${f(points[0][0])},${f(points[0][1])}`;
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1];
    const [x1, y1] = points[i];
    const forward = vertical ? y1 - y0 : x1 - x0;
    const bend = Math.max(0, forward) / 2;
    d +=
      forward <= 0.5
        ? `L${f(x1)},${f(y1)}`
        : vertical
          ? `C${f(x0)},${f(y0 + bend)} ${f(x1)},${f(y1 - bend)} ${f(x1)},${f(y1)}`
          : `C${f(x0 + bend)},${f(y0)} ${f(x1 - bend)},${f(y1)} ${f(x1)},${f(y1)}`;
  }
  return d;
}
