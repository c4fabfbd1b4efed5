/**
 * Where everything of a picture goes. Each module is laid out alone by dagre and then takes part in
 * its parent's layout as one box; what crosses a module's border passes through a port on it. A
 * parameter, and a constant beside other operands, hangs on the operation that uses it.
 *
 * All layers are computed in one direction, "along" the data and "across" it, and turned at the end.
 */
import dagre from '@dagrejs/dagre';

/**
 * @typedef {import('./graph.js').Picture} Picture
 * @typedef {import('./graph.js').Item} Item
 * @typedef {import('./graph.js').Link} Link
 *
 * @typedef {[number, number]} Point
 * @typedef {{ x: number, y: number, w: number, h: number }} Rect
 * @typedef {{ cards: Map<string, Rect>, boxes: Map<string, Rect>, wires: Map<string, Point[]>,
 *   width: number, height: number, vertical: boolean }} Layout
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

/**
 * Links by the item that they end at.
 * @param {Link[]} links
 * @param {'from' | 'to'} end
 */
function groupBy(links, end) {
  /** @type {Map<string, Link[]>} */
  const groups = new Map();
  for (const link of links) {
    const list = groups.get(link[end]);
    if (list) list.push(link);
    else groups.set(link[end], [link]);
  }
  return groups;
}

/**
 * Which item hangs on which: leaves with a single use, beside an operand that does not hang.
 * @param {Picture} picture
 * @returns {Map<string, string>} hanging item to its operation
 */
export function hangers(picture) {
  const into = groupBy(picture.links, 'to');
  const outOf = groupBy(picture.links, 'from');
  const items = new Map(picture.items.map((item) => [item.key, item]));
  /** @type {Map<string, string>} */
  const hung = new Map();
  for (const [to, links] of into) {
    const candidates = links.filter(({ from }) => {
      const item = items.get(from);
      const uses = outOf.get(from)?.length;
      const sameModule = item?.scope === items.get(to)?.scope;
      return item && !item.module && item.node.kind !== 'op' && uses === 1 && sameModule;
    });
    // Something must remain for the data to come in by; the first leaf plays that part if need be.
    const others = links.length - candidates.length;
    const free = candidates.filter(({ from }) => items.get(from)?.node.kind !== 'parameter');
    const keep = others > 0 ? undefined : (free[0] ?? candidates[0]);
    const hang = candidates.filter((link) => link !== keep);
    const chosen = hang.find((link) => items.get(link.from)?.node.kind === 'parameter') ?? hang[0];
    if (chosen && hung.get(to) === undefined) hung.set(chosen.from, to);
  }
  return hung;
}

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

class Builder {
  /** @param {Picture} picture @param {boolean} vertical */
  constructor(picture, vertical) {
    this.picture = picture;
    this.vertical = vertical;
    this.card = vertical ? { w: CARD.h, h: CARD.w } : CARD;
    this.hung = hangers(picture);
    this.into = groupBy(picture.links, 'to');
    this.outOf = groupBy(picture.links, 'from');
    this.itemOf = new Map(picture.items.map((item) => [item.key, item]));
    /** Modules by the module that holds them. @type {Map<string, string[]>} */
    this.children = new Map();
    const known = new Set(picture.modules);
    for (const scope of picture.modules) {
      const parent = this.parentOf(scope, known);
      this.children.set(parent, [...(this.children.get(parent) ?? []), scope]);
    }
    this.known = known;
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
    const top = this.hung.get(key) ?? key;
    const home = this.itemOf.get(top)?.scope ?? '';
    if (home === scope) return top;
    let inner = home;
    while (inner) {
      const parent = this.parentOf(inner, this.known);
      if (parent === scope) return `box:${inner}`;
      inner = parent;
    }
    return undefined;
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

    const g = new dagre.graphlib.Graph({ multigraph: true });
    g.setGraph({ rankdir: 'LR', ranksep: GAP, nodesep: GAP, edgesep: OPERAND });
    g.setDefaultEdgeLabel(() => ({}));
    for (const [key, part] of parts) {
      // dagre aligns centres; with the axis in the centre, the data runs in a straight line.
      const half = Math.max(part.axis, part.across - part.axis);
      g.setNode(key, { width: part.along, height: 2 * half });
    }
    /** @type {{ link: Link, from?: string, to?: string }[]} */
    const crossing = [];
    for (const link of this.picture.links) {
      const from = this.within(link.from, scope);
      const to = this.within(link.to, scope);
      if ((!from && !to) || from === to) continue;
      crossing.push({ link, from, to });
      const source = from ?? `in:${link.from}`;
      const target = to ?? `out:${link.from}`;
      for (const port of [source, target]) {
        if (!g.hasNode(port)) g.setNode(port, { width: 1, height: OPERAND });
      }
      g.setEdge(source, target, { weight: from && to ? 2 : 1 }, link.key);
    }
    dagre.layout(g);
    return this.placed(scope, parts, g, crossing);
  }

  /**
   * @param {string} scope
   * @param {Map<string, Block>} parts
   * @param {import('@dagrejs/dagre').graphlib.Graph} g laid out
   * @param {{ link: Link, from?: string, to?: string }[]} crossing
   * @returns {Block}
   */
  placed(scope, parts, g, crossing) {
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
      const node = g.node(key);
      const at = /** @type {Point} */ ([node.x - part.along / 2, node.y - part.axis]);
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
      const port = g.node(from ? `out:${link.from}` : `in:${link.from}`);
      const portAcross = Math.min(Math.max(port ? port.y - top : 0, 0), block.across);
      const start = before.at(-1) ?? (from ? this.exit(block, link) : [-PAD, portAcross]);
      const end = after[0] ?? (to ? this.entry(block, link) : [block.along + PAD, portAcross]);
      const edge = g.edge({
        v: from ?? `in:${link.from}`,
        w: to ?? `out:${link.from}`,
        name: link.key,
      });
      /** @type {Point[]} */
      const bends = (edge.points ?? [])
        .slice(1, -1)
        .map((/** @type {{ x: number, y: number }} */ { x, y }) => [x - left, y - top]);
      // Between neighbouring ranks the one bend only says where dagre would have met the edge.
      if (bends.length === 1) bends.pop();
      const middle = bends.filter(([x]) => x > start[0] + 1 && x < end[0] - 1);
      block.wires.set(link.key, [...before, start, ...middle, end, ...after]);
    }

    block.axis = this.axisOf(block, scope);
    return block;
  }

  /** Where a link leaves a card. @param {Block} block @param {Link} link @returns {Point} */
  exit(block, link) {
    const rect = /** @type {Rect} */ (block.cards.get(link.from));
    const same = (this.outOf.get(link.from) ?? []).filter((other) => other.to === link.to);
    const shift = (same.indexOf(link) - (same.length - 1) / 2) * OPERAND;
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

/**
 * A smooth SVG path through points, leaving and arriving along the data. What hangs on an operation
 * is a straight line.
 * @param {Point[]} points
 * @param {boolean} vertical
 */
export function pathOf(points, vertical) {
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
