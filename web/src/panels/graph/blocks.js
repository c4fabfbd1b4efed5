/**
 * Pictures put together from blocks. Each module is laid out alone and then takes part in its
 * parent's layout as one box; what crosses a module's border passes through a port on it. What hangs
 * on an operation is part of its block.
 */

import { layered } from '../../drawing/layered.js';
import { groupBy } from '../../shared/group.js';
import { hangers } from './hang.js';

/**
 * @typedef {import('../../state/picture.js').Picture} Picture
 * @typedef {import('../../state/picture.js').Link} Link
 * @typedef {import('./layout.js').Point} Point
 * @typedef {import('./layout.js').Rect} Rect
 *
 * @typedef {object} Block something laid out: its rectangles relative to its own corner
 * @property {number} along extent in the direction of the data
 * @property {number} across
 * @property {number} axis where, across, the data passes through
 * @property {Map<string, Rect>} cards
 * @property {Map<string, Rect>} boxes
 * @property {Map<string, Point[]>} wires links inside it, and stubs of those that cross its border
 */

export const CARD = { w: 122, h: 112 };
const GAP = 26;
const HANG = 22;
const TITLE = 26;
const PAD = 14;
const OPERAND = 18;

/** @param {Rect} rect @param {number} dx @param {number} dy @returns {Rect} */
const moved = (rect, dx, dy) => ({ ...rect, x: rect.x + dx, y: rect.y + dy });

export class Builder {
  /** @param {Picture} picture @param {boolean} vertical */
  constructor(picture, vertical) {
    this.picture = picture;
    this.vertical = vertical;
    this.card = vertical ? { w: CARD.h, h: CARD.w } : CARD;
    this.hung = hangers(picture);
    this.into = groupBy(picture.links, 'to');
    this.outOf = groupBy(picture.links, 'from');
    /** Modules by the module that holds them. @type {Map<string, string[]>} */
    this.children = new Map();
    const known = new Set(picture.modules);
    for (const scope of picture.modules) {
      const parent = this.parentOf(scope, known);
      this.children.set(parent, [...(this.children.get(parent) ?? []), scope]);
    }
    /** Items by module, each with the child of it that holds the item. @type {Map<string, Map<string, string>>} */
    this.holders = new Map(['', ...known].map((scope) => [scope, new Map()]));
    const homes = new Map(picture.items.map(({ key, scope }) => [key, scope]));
    for (const { key } of picture.items) {
      const top = this.hung.get(key) ?? key;
      let scope = homes.get(top) ?? '';
      this.holders.get(scope)?.set(key, top);
      while (scope) {
        const parent = this.parentOf(scope, known);
        this.holders.get(parent)?.set(key, `box:${scope}`);
        scope = parent;
      }
    }
  }

  /** @param {string} scope @param {Set<string>} known */
  parentOf(scope, known) {
    let parent = scope;
    do parent = parent.includes('/') ? parent.slice(0, parent.lastIndexOf('/')) : '';
    while (parent && !known.has(parent));
    return parent;
  }

  /**
   * The direct child of module `scope` in which an item lies, or undefined if it lies outside.
   * @param {string} key
   * @param {string} scope
   * @returns {string | undefined} key of an item, or `box:` and a module
   */
  within(key, scope) {
    return this.holders.get(scope)?.get(key);
  }

  /** A card with what hangs on it. @param {string} key @returns {Block} */
  unit(key) {
    const { w, h } = this.card;
    const cards = new Map([[key, { x: 0, y: 0, w, h }]]);
    /** @type {Map<string, Point[]>} */
    const wires = new Map();
    let across = h;
    for (const [leaf, target] of this.hung) {
      if (target !== key) continue;
      cards.set(leaf, { x: 0, y: across + HANG, w, h });
      for (const link of this.outOf.get(leaf) ?? []) {
        wires.set(link.key, [
          [w / 2, across + HANG],
          [w / 2, across],
        ]);
      }
      across += HANG + h;
    }
    return { along: w, across, axis: h / 2, cards, boxes: new Map(), wires };
  }

  /**
   * A module and everything in it, without its frame.
   * @param {string} scope '' for the whole picture
   * @returns {Block}
   */
  module(scope) {
    /** @type {Map<string, Block>} */
    const parts = new Map();
    for (const item of this.picture.items) {
      if (item.scope === scope && !this.hung.has(item.key)) {
        parts.set(item.key, this.unit(item.key));
      }
    }
    for (const child of this.children.get(scope) ?? []) {
      parts.set(`box:${child}`, this.framed(child));
    }

    /** @type {Map<string, import('../../drawing/layered.js').Vertex>} */
    const vertices = new Map();
    for (const [key, part] of parts) {
      // Centres are aligned; with the axis in the centre, the data runs in a straight line.
      const half = Math.max(part.axis, part.across - part.axis);
      vertices.set(key, { w: part.along, h: 2 * half });
    }
    /** @type {{ link: Link, from?: string, to?: string }[]} */
    const crossing = [];
    /** @type {import('../../drawing/layered.js').Arc[]} */
    const arcs = [];
    for (const link of this.picture.links) {
      const from = this.within(link.from, scope);
      const to = this.within(link.to, scope);
      if ((!from && !to) || from === to) continue;
      crossing.push({ link, from, to });
      const source = from ?? `in:${link.from}`;
      const target = to ?? `out:${link.from}`;
      if (!from) vertices.set(source, { w: 1, h: OPERAND, pinned: 'first' });
      if (!to) vertices.set(target, { w: 1, h: OPERAND, pinned: 'last' });
      arcs.push({ key: link.key, from: source, to: target, weight: from && to ? 2 : 1 });
    }
    const drawing = layered(vertices, arcs, { rankGap: GAP, gap: GAP, arcGap: OPERAND });
    return this.placed(scope, parts, drawing, crossing);
  }

  /**
   * @param {string} scope
   * @param {Map<string, Block>} parts
   * @param {import('../../drawing/layered.js').Layered} drawing of the parts' centres
   * @param {{ link: Link, from?: string, to?: string }[]} crossing
   * @returns {Block}
   */
  placed(scope, parts, drawing, crossing) {
    /** @type {Block} */
    const block = {
      along: 0,
      across: 0,
      axis: 0,
      cards: new Map(),
      boxes: new Map(),
      wires: new Map(),
    };
    /** @type {Map<string, Point>} */
    const corner = new Map();
    const crosses = new Set(crossing.map(({ link }) => link.key));
    /** What parts have of crossing links, by part and link. @type {Map<string, Point[]>} */
    const stubs = new Map();
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [key, part] of parts) {
      const [x, y] = /** @type {Point} */ (drawing.at.get(key));
      const at = /** @type {Point} */ ([x - part.along / 2, y - part.axis]);
      corner.set(key, at);
      left = Math.min(left, at[0]);
      top = Math.min(top, at[1]);
      right = Math.max(right, at[0] + part.along);
      bottom = Math.max(bottom, at[1] + part.across);
    }
    if (parts.size === 0) [left, top, right, bottom] = [0, 0, 0, 0];
    block.along = right - left;
    block.across = bottom - top;

    for (const [key, part] of parts) {
      const [x, y] = /** @type {Point} */ (corner.get(key));
      const [dx, dy] = [x - left, y - top];
      for (const [name, rect] of part.cards) block.cards.set(name, moved(rect, dx, dy));
      for (const [name, rect] of part.boxes) block.boxes.set(name, moved(rect, dx, dy));
      if (key.startsWith('box:')) {
        const rect = { x: dx, y: dy, w: part.along, h: part.across };
        block.boxes.set(key.slice('box:'.length), rect);
      }
      for (const [name, points] of part.wires) {
        const shifted = points.map(([px, py]) => /** @type {Point} */ ([px + dx, py + dy]));
        if (crosses.has(name)) stubs.set(`${key} ${name}`, shifted);
        else block.wires.set(name, shifted);
      }
    }

    for (const { link, from, to } of crossing) {
      const before = stubs.get(`${from} ${link.key}`) ?? [];
      const after = stubs.get(`${to} ${link.key}`) ?? [];
      const port = drawing.at.get(from ? `out:${link.from}` : `in:${link.from}`);
      const portAcross = Math.min(Math.max(port ? port[1] - top : 0, 0), block.across);
      const start = before.at(-1) ?? (from ? this.exit(block, link) : [-PAD, portAcross]);
      const end = after[0] ?? (to ? this.entry(block, link) : [block.along + PAD, portAcross]);
      const bends = (drawing.bends.get(link.key) ?? []).map(
        ([x, y]) => /** @type {Point} */ ([x - left, y - top]),
      );
      const middle = bends.filter(([x]) => x > start[0] + 1 && x < end[0] - 1);
      block.wires.set(link.key, [...before, start, ...middle, end, ...after]);
    }

    block.axis = this.axisOf(block, scope);
    return block;
  }

  /** Where a link leaves a card: one below the other, those of later operations last. @param {Block} block @param {Link} link @returns {Point} */
  exit(block, link) {
    const rect = /** @type {Rect} */ (block.cards.get(link.from));
    const all = this.outOf.get(link.from) ?? [];
    const apart = Math.min(OPERAND, rect.h / (all.length + 1));
    const shift = (all.indexOf(link) - (all.length - 1) / 2) * apart;
    return [rect.x + rect.w, rect.y + rect.h / 2 + shift];
  }

  /** Where it arrives: operands side by side. @param {Block} block @param {Link} link @returns {Point} */
  entry(block, link) {
    const rect = /** @type {Rect} */ (block.cards.get(link.to));
    const operands = (this.into.get(link.to) ?? []).filter(
      (other) => this.hung.get(other.from) !== link.to,
    );
    const shift = (operands.indexOf(link) - (operands.length - 1) / 2) * OPERAND;
    return [rect.x, rect.y + rect.h / 2 + shift];
  }

  /** @param {Block} block @param {string} scope */
  axisOf(block, scope) {
    const ops = this.picture.items.filter(
      (item) => item.scope === scope && !this.hung.has(item.key) && block.cards.has(item.key),
    );
    const first = ops.find((item) => item.node.kind === 'op') ?? ops[0];
    const rect = first && block.cards.get(first.key);
    return rect ? rect.y + rect.h / 2 : block.across / 2;
  }

  /** A module with its frame and title. @param {string} scope @returns {Block} */
  framed(scope) {
    const inner = this.module(scope);
    // The title stands at the drawn box's top: before the data when that runs downwards.
    const [dx, dy] = this.vertical ? [PAD + TITLE - 8, PAD] : [PAD, TITLE + 4];
    const rects = (/** @type {Map<string, Rect>} */ from) =>
      new Map([...from].map(([key, rect]) => [key, moved(rect, dx, dy)]));
    /** @type {Map<string, Point[]>} */
    const wires = new Map(
      [...inner.wires].map(([key, points]) => [key, points.map(([x, y]) => [x + dx, y + dy])]),
    );
    return {
      along: inner.along + dx + PAD,
      across: inner.across + dy + PAD,
      axis: inner.axis + dy,
      cards: rects(inner.cards),
      boxes: rects(inner.boxes),
      wires,
    };
  }

  /** @param {Block} block @returns {Map<string, Point[]>} wires without doubled points */
  joined(block) {
    return new Map(
      [...block.wires].map(([key, points]) => [
        key,
        points.filter(
          ([x, y], i) => i === 0 || Math.hypot(x - points[i - 1][0], y - points[i - 1][1]) > 0.5,
        ),
      ]),
    );
  }
}
