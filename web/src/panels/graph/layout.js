/**
 * Where everything of a picture goes. All is computed in one direction, "along" the data and
 * "across" it, and turned at the end.
 */
import { Builder } from './blocks.js';

/**
 * @typedef {import('../../state/picture.js').Picture} Picture
 *
 * @typedef {[number, number]} Point
 * @typedef {{ x: number, y: number, w: number, h: number }} Rect
 * @typedef {{ cards: Map<string, Rect>, boxes: Map<string, Rect>, wires: Map<string, Point[]>,
 *   width: number, height: number, vertical: boolean, tops?: number[] }} Layout
 *   tops: where its rows begin, if it has several
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

/** Room between rows, in which wires go back to the beginning, and beside them. */
const GUTTER = { between: 28, beside: 18, wires: 5 };

/** @param {Layout} layout @returns {[number, number][]} what no row may end in, from left to right */
function blocksOf({ cards, boxes }) {
  const blocks = [...cards.values(), ...boxes.values()]
    .map(({ x, w }) => /** @type {[number, number]} */ ([x, x + w]))
    .sort((a, b) => a[0] - b[0]);
  return blocks.reduce(
    (merged, [from, to]) => {
      const last = merged.at(-1);
      if (last && from < last[1]) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
      return merged;
    },
    /** @type {[number, number][]} */ ([]),
  );
}

/**
 * Rows of blocks, none of them wider than need be.
 * @param {[number, number][]} blocks
 * @param {number} count of rows, at most
 */
function rowsOf(blocks, count) {
  const widths = blocks.flatMap(([from], i) => blocks.slice(i).map(([, to]) => to - from));
  for (const most of widths.sort((a, b) => a - b)) {
    /** @type {[number, number][]} */
    const rows = [];
    for (const [from, to] of blocks) {
      const last = rows.at(-1);
      if (last && to - last[0] <= most) last[1] = to;
      else rows.push([from, to]);
    }
    if (rows.length <= count && rows.every(([from, to]) => to - from <= most)) return rows;
  }
  return [];
}

/**
 * A layout in rows, as a text is: what goes on in the next one goes back to its beginning.
 * @param {Layout} layout from left to right
 * @param {number} count of rows
 * @returns {Layout}
 */
export function inRows(layout, count) {
  const spans = rowsOf(blocksOf(layout), count);
  if (spans.length < 2) return layout;
  const rects = [...layout.cards.values(), ...layout.boxes.values()];
  let y = 0;
  const rows = spans.map(([from, to]) => {
    const inside = rects.filter((r) => r.x >= from && r.x < to);
    const top = Math.min(...inside.map((r) => r.y));
    const height = Math.max(...inside.map((r) => r.y + r.h)) - top;
    const row = { from, to, dx: GUTTER.beside - from, dy: y - top, top: y, end: y + height };
    y += height + GUTTER.between;
    return { ...row, back: 0 };
  });
  const rowAt = (/** @type {number} */ x) =>
    rows.find((row) => x <= row.to) ?? rows[rows.length - 1];
  const moved = (/** @type {Map<string, Rect>} */ all) =>
    new Map(
      [...all].map(([key, r]) => {
        const { dx, dy } = rowAt(r.x);
        return [key, { ...r, x: r.x + dx, y: r.y + dy }];
      }),
    );
  const wires = [...layout.wires].map(([key, points]) => {
    /** @type {Point[]} */
    const path = [];
    let row = rowAt(points[0][0]);
    for (const [px, py] of points) {
      const next = rowAt(px);
      const at = py + next.dy;
      if (next !== row) {
        const level = row.end + GUTTER.between / 2 + GUTTER.wires * row.back++;
        const right = row.to + row.dx + GUTTER.beside / 2;
        const left = GUTTER.beside / 2;
        const [, last] = path[path.length - 1];
        path.push([right, last], [right, level], [left, level], [left, at]);
        row = next;
      }
      path.push([px + row.dx, at]);
    }
    return /** @type {const} */ ([key, path]);
  });
  return {
    cards: moved(layout.cards),
    boxes: moved(layout.boxes),
    wires: new Map(wires),
    width: Math.max(...spans.map(([from, to]) => to - from)) + 2 * GUTTER.beside,
    height: y - GUTTER.between,
    vertical: false,
    tops: rows.map(({ top }) => top),
  };
}

/** More rows than this are not read as one picture. */
const MOST_ROWS = 3;

/**
 * The layout in as many rows as make it largest on the plane.
 * @param {Layout} layout from left to right
 * @param {(layout: Layout) => number} sizeOf
 */
export function largest(layout, sizeOf) {
  let best = layout;
  for (let count = 2; count <= MOST_ROWS; count++) {
    const rows = inRows(layout, count);
    if (sizeOf(rows) > 1.02 * sizeOf(best)) best = rows;
  }
  return best;
}
