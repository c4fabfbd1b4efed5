/** Pan and zoom of the graph: plane = picture * k + (x, y). */

/** @typedef {{ x: number, y: number, k: number }} View */
/** @typedef {{ width: number, height: number }} Size */

export const ZOOM = { low: 0.15, high: 2.5, fit: 1.15, readable: 0.7 };
const MARGIN = 16;

/**
 * The whole picture when it stays readable so; otherwise its beginning at a readable size.
 * @param {Size} picture
 * @param {Size} plane
 * @param {{ whole?: boolean, readable?: number }} [options] whole: even if it becomes small
 * @returns {View}
 */
export function fit(picture, plane, { whole = false, readable = ZOOM.readable } = {}) {
  const room = Math.min(
    (plane.width - 2 * MARGIN) / Math.max(1, picture.width),
    (plane.height - 2 * MARGIN) / Math.max(1, picture.height),
  );
  const k = Math.max(whole ? ZOOM.low : readable, Math.min(ZOOM.fit, room));
  const place = (/** @type {number} */ extent, /** @type {number} */ space) =>
    Math.max(MARGIN, (space - extent * k) / 2);
  return { x: place(picture.width, plane.width), y: place(picture.height, plane.height), k };
}

/**
 * Zooms about a point of the plane, which stays where it is.
 * @param {View} view
 * @param {number} factor
 * @param {[number, number]} about
 * @returns {View}
 */
export function zoom(view, factor, [px, py]) {
  const k = Math.min(ZOOM.high, Math.max(ZOOM.low, view.k * factor));
  const f = k / view.k;
  return { x: px - (px - view.x) * f, y: py - (py - view.y) * f, k };
}

/**
 * The view in which a card of a new layout is where it was in the old one.
 * @param {View} view
 * @param {{ x: number, y: number }} before
 * @param {{ x: number, y: number }} after
 * @returns {View}
 */
export const anchored = (view, before, after) => ({
  x: view.x + (before.x - after.x) * view.k,
  y: view.y + (before.y - after.y) * view.k,
  k: view.k,
});
