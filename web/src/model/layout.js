/**
 * Where everything of a picture goes. All is computed in one direction, "along" the data and
 * "across" it, and turned at the end.
 */
import { Builder } from './blocks.js';

/**
 * @typedef {import('./graph.js').Picture} Picture
 *
 * @typedef {[number, number]} Point
 * @typedef {{ x: number, y: number, w: number, h: number }} Rect
 * @typedef {{ cards: Map<string, Rect>, boxes: Map<string, Rect>, wires: Map<string, Point[]>,
 *   width: number, height: number, vertical: boolean }} Layout
 */

/**
 * @param {Picture} picture
 * @param {{ vertical?: boolean }} [options] vertical: data runs from top to bottom
 * @returns {Layout}
 */
export function layoutOf(picture, { vertical = false } = {}) {
  const builder = new Builder(picture, vertical);
  const block = builder.module('');
  const turn = (/** @type {Rect} */ r) =>
    vertical ? { x: r.y, y: r.x, w: r.h, h: r.w } : { x: r.x, y: r.y, w: r.w, h: r.h };
  const turnPoint = (/** @type {Point} */ [x, y]) =>
    /** @type {Point} */ (vertical ? [y, x] : [x, y]);
  const map = (/** @type {Map<string, Rect>} */ rects) =>
    new Map([...rects].map(([key, rect]) => [key, turn(rect)]));
  return {
    cards: map(block.cards),
    boxes: map(block.boxes),
    wires: new Map([...builder.joined(block)].map(([key, points]) => [key, points.map(turnPoint)])),
    width: vertical ? block.across : block.along,
    height: vertical ? block.along : block.across,
    vertical,
  };
}

/** @type {{ key: string, layout: Layout }[]} */
const recent = [];

/**
 * layoutOf, remembered by structure: a replayed tape keeps its layout.
 * @param {Picture} picture
 * @param {{ vertical?: boolean }} [options]
 * @returns {Layout}
 */
export function cachedLayout(picture, options = {}) {
  const key = JSON.stringify([
    options.vertical,
    picture.items.map((item) => [item.key, item.scope, item.node.kind]),
    picture.links.map((link) => [link.from, link.to, link.key]),
    picture.modules,
  ]);
  const known = recent.find((entry) => entry.key === key);
  if (known) return known.layout;
  const layout = layoutOf(picture, options);
  recent.unshift({ key, layout });
  if (recent.length > 8) recent.pop();
  return layout;
}
