/** Pan and zoom of the graph: plane = picture * k + (x, y). */

/** @typedef {{ x: number, y: number, k: number }} View */
/** @typedef {{ width: number, height: number }} Size */

export const ZOOM = { low: 0.15, high: 2.5, fit: 1.15, readable: 0.7, small: 0.33 };
const MARGIN = 10;

/**
 * How large the whole picture can be on a plane.
 * @param {Size} picture
 * @param {Size} plane
 */
export const roomFor = (picture, plane) =>
  Math.min(
    (plane.width - 2 * MARGIN) / Math.max(1, picture.width),
    (plane.height - 2 * MARGIN) / Math.max(1, picture.height),
  );

/**
 * The whole picture when it stays readable so; otherwise its beginning at a readable size.
 * @param {Size} picture
 * @param {Size} plane
 * @param {{ whole?: boolean, small?: number }} [options] whole: even if it becomes small; small: whole
 *   down to this size
 * @returns {View}
 */
export function fit(picture, plane, { whole = false, small = ZOOM.readable } = {}) {
  const room = roomFor(picture, plane);
  const least = whole || room >= small ? ZOOM.low : ZOOM.readable;
  const k = Math.max(least, Math.min(ZOOM.fit, room));
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

/** Height of the overview in the plane's corner. */
export const OVERVIEW = 56;

/**
 * Whether the whole picture is seen; otherwise there is an overview.
 * @param {View} view
 * @param {Size} picture
 * @param {Size} plane
 */
export const isWhole = ({ x, y, k }, picture, plane) =>
  x >= 0 &&
  y >= 0 &&
  x + picture.width * k <= plane.width &&
  y + picture.height * k <= plane.height;
