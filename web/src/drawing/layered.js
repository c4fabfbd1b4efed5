/**
 * A layered drawing of a small directed graph: links run from left to right, each rank is a column.
 * Ranks by longest path, the order within them by barycentres, heights by least squares. What spans
 * several ranks gets a place of its own in each, so that no link runs through a node.
 *
 * After K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system
 * structures", 1981.
 */

import { groupBy } from '../shared/group.js';

/**
 * @typedef {[number, number]} Point
 * @typedef {object} Vertex
 * @property {number} w
 * @property {number} h
 * @property {'first' | 'last'} [pinned] to the first or last rank
 *
 * @typedef {{ key: string, from: string, to: string, weight: number }} Arc weight: how much it wants
 *   to be short and straight
 *
 * @typedef {{ rank: number, gap: number, w: number, h: number, y: number, order: number,
 *   before: Side[], after: Side[], pull: number }} Place a vertex, or an arc's passage through a rank;
 *   pull: how much all its sides want it near
 * @typedef {{ place: Place, weight: number }} Side a neighbour in the rank before or after
 *
 * @typedef {{ at: Map<string, Point>, bends: Map<string, Point[]> }} Layered centres of the vertices,
 *   and what an arc passes between its ends
 */

/** Sweeps over all ranks; small graphs rest after a few. */
const SWEEPS = 8;
/** Of what has no sides. */
const LEAST_PULL = 0.1;
/** A passage is pulled straight before a vertex is. */
const STRAIGHT = 4;

/**
 * @param {Map<string, Vertex>} vertices in the order in which they should stand
 * @param {Arc[]} arcs
 * @param {{ rankGap: number, gap: number, arcGap: number }} gaps between ranks, between vertices of a
 *   rank, and around an arc that passes
 * @returns {Layered}
 */
export function layered(vertices, arcs, gaps) {
  const forward = acyclic([...vertices.keys()], arcs);
  const ranks = ranksOf(vertices, forward);
  /** @type {Map<string, Place>} */
  const places = new Map();
  /** @type {Place[][]} */
  const columns = [];
  /** @param {number} rank @param {{ w: number, h: number }} size @param {number} gap @returns {Place} */
  const put = (rank, { w, h }, gap) => {
    columns[rank] ??= [];
    const place = {
      rank,
      gap,
      w,
      h,
      y: 0,
      order: columns[rank].length,
      before: [],
      after: [],
      pull: LEAST_PULL,
    };
    columns[rank].push(place);
    return place;
  };
  for (const [key, vertex] of vertices) {
    places.set(key, put(ranks.get(key) ?? 0, vertex, gaps.gap));
  }
  /** @type {Map<string, Place[]>} */
  const passages = new Map();
  for (const { key, from, to, weight } of forward) {
    const source = /** @type {Place} */ (places.get(from));
    const target = /** @type {Place} */ (places.get(to));
    const passing = [];
    for (let rank = source.rank + 1; rank < target.rank; rank++) {
      passing.push(put(rank, { w: 0, h: 0 }, gaps.arcGap));
    }
    const whole = [source, ...passing, target];
    whole.slice(1).forEach((place, i) => {
      const pull = weight * (passing.length > 0 ? STRAIGHT : 1);
      whole[i].after.push({ place, weight: pull });
      whole[i].pull += pull;
      place.before.push({ place: whole[i], weight: pull });
      place.pull += pull;
    });
    passages.set(key, passing);
  }
  const used = columns.filter(Boolean);
  sort(used);
  align(used);

  /** @type {Map<Place, { left: number, middle: number, right: number }>} */
  const column = new Map();
  let left = 0;
  for (const places of used) {
    const wide = Math.max(...places.map(({ w }) => w));
    const x = { left, middle: left + wide / 2, right: left + wide };
    for (const place of places) column.set(place, x);
    left += wide + gaps.rankGap;
  }
  const xOf = (/** @type {Place} */ place) =>
    /** @type {{ left: number, middle: number, right: number }} */ (column.get(place));
  const reversed = new Set(forward.filter((arc, i) => arc !== arcs[i]).map(({ key }) => key));
  return {
    at: new Map([...places].map(([key, place]) => [key, [xOf(place).middle, place.y]])),
    bends: new Map(
      [...passages].map(([key, passing]) => {
        /** @type {Point[]} */
        const points = passing.flatMap((place) => [
          [xOf(place).left, place.y],
          [xOf(place).right, place.y],
        ]);
        return [key, reversed.has(key) ? points.reverse() : points];
      }),
    ),
  };
}

/**
 * The arcs with those turned round that would close a circle: a module that is left and entered
 * again makes one.
 * @param {string[]} keys
 * @param {Arc[]} arcs
 * @returns {Arc[]}
 */
function acyclic(keys, arcs) {
  const out = groupBy(arcs, 'from');
  /** @type {Map<string, 'open' | 'done'>} */
  const seen = new Map();
  /** @type {Set<Arc>} */
  const closing = new Set();
  for (const start of keys) {
    if (seen.has(start)) continue;
    const path = [{ key: start, next: 0 }];
    seen.set(start, 'open');
    while (path.length > 0) {
      const top = path[path.length - 1];
      const arc = out.get(top.key)?.[top.next++];
      if (!arc) {
        seen.set(top.key, 'done');
        path.pop();
      } else if (seen.get(arc.to) === 'open') closing.add(arc);
      else if (!seen.has(arc.to)) {
        seen.set(arc.to, 'open');
        path.push({ key: arc.to, next: 0 });
      }
    }
  }
  return arcs.map((arc) => (closing.has(arc) ? { ...arc, from: arc.to, to: arc.from } : arc));
}

/**
 * Each vertex one rank after the last that leads to it; what has more to do with what follows is
 * then moved up to it, such as a target that only the loss uses.
 * @param {Map<string, Vertex>} vertices
 * @param {Arc[]} arcs without circles
 * @returns {Map<string, number>}
 */
function ranksOf(vertices, arcs) {
  const out = groupBy(arcs, 'from');
  const into = groupBy(arcs, 'to');
  const waits = new Map([...vertices.keys()].map((key) => [key, into.get(key)?.length ?? 0]));
  const order = [...vertices.keys()].filter((key) => waits.get(key) === 0);
  /** @type {Map<string, number>} */
  const ranks = new Map();
  // The list grows while it is walked.
  for (const key of order) {
    const before = (into.get(key) ?? []).map(({ from }) => (ranks.get(from) ?? 0) + 1);
    ranks.set(key, Math.max(0, ...before));
    for (const { to } of out.get(key) ?? []) {
      const left = (waits.get(to) ?? 1) - 1;
      waits.set(to, left);
      if (left === 0) order.push(to);
    }
  }
  const last = Math.max(0, ...ranks.values());
  const sum = (/** @type {Arc[] | undefined} */ list) =>
    (list ?? []).reduce((total, { weight }) => total + weight, 0);
  for (const key of [...order].reverse()) {
    const pinned = vertices.get(key)?.pinned;
    const after = (out.get(key) ?? []).map(({ to }) => (ranks.get(to) ?? 0) - 1);
    if (pinned === 'last') ranks.set(key, last);
    else if (pinned !== 'first' && after.length > 0 && sum(out.get(key)) > sum(into.get(key))) {
      ranks.set(key, Math.min(...after));
    }
  }
  return ranks;
}

/**
 * Orders the ranks so that few links cross.
 * @param {Place[][]} columns sorted in place
 */
function sort(columns) {
  let best = columns.map((places) => [...places]);
  let fewest = crossings(columns);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const back = sweep % 2 === 1;
    for (const places of back ? [...columns].reverse() : columns) {
      const wish = new Map(
        places.map((place) => {
          const sides = back ? place.after : place.before;
          return [place, mean(sides, (side) => side.order) ?? place.order];
        }),
      );
      places.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0) || a.order - b.order);
      number(places);
    }
    const now = crossings(columns);
    if (now < fewest) [fewest, best] = [now, columns.map((places) => [...places])];
  }
  best.forEach((places, i) => {
    columns[i].splice(0, places.length, ...places);
    number(places);
  });
}

/** @param {Place[]} places */
function number(places) {
  places.forEach((place, i) => {
    place.order = i;
  });
}

/** @param {Place[][]} columns @returns {number} pairs of links that cross */
function crossings(columns) {
  let count = 0;
  for (const places of columns) {
    const links = places.flatMap(({ order, after }) =>
      after.map(({ place }) => [order, place.order]),
    );
    links.forEach(([a, b], i) => {
      for (const [c, d] of links.slice(i + 1)) if ((a - c) * (b - d) < 0) count++;
    });
  }
  return count;
}

/** @param {Side[]} sides @param {(place: Place) => number} of @returns {number | undefined} */
function mean(sides, of) {
  let sum = 0;
  let weights = 0;
  for (const { place, weight } of sides) {
    sum += weight * of(place);
    weights += weight;
  }
  return weights > 0 ? sum / weights : undefined;
}

/**
 * Heights: every place wants to stand where its neighbours stand.
 * @param {Place[][]} columns in order
 */
function align(columns) {
  for (const places of columns) settle(places, () => 0);
  const sides = [
    (/** @type {Place} */ place) => place.before,
    (/** @type {Place} */ place) => place.after,
    (/** @type {Place} */ place) => [...place.before, ...place.after],
  ];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    // At last from left to right, so that the data run straight.
    const back = sweep % 2 === 0;
    const of = sides[sweep >= SWEEPS - 2 ? 2 : back ? 1 : 0];
    for (const places of back ? [...columns].reverse() : columns) {
      settle(places, (place) => mean(of(place), ({ y }) => y) ?? place.y);
    }
  }
}

/**
 * Puts the places of a rank as near to their wishes as their order and gaps allow: least squares
 * under an order, by pooling neighbours that would overlap.
 * @param {Place[]} places
 * @param {(place: Place) => number} wish
 */
function settle(places, wish) {
  /** @type {{ first: number, sum: number, weight: number }[]} */
  const pools = [];
  /** @type {number[]} */
  const offsets = [];
  let offset = 0;
  places.forEach((place, i) => {
    const above = places[i - 1];
    if (above) offset += (above.h + place.h) / 2 + Math.max(above.gap, place.gap);
    offsets.push(offset);
    const pool = { first: i, sum: place.pull * (wish(place) - offset), weight: place.pull };
    for (;;) {
      const last = pools[pools.length - 1];
      if (!last || last.sum / last.weight <= pool.sum / pool.weight) break;
      pools.pop();
      pool.first = last.first;
      pool.sum += last.sum;
      pool.weight += last.weight;
    }
    pools.push(pool);
  });
  pools.forEach(({ first, sum, weight }, p) => {
    const end = pools[p + 1]?.first ?? places.length;
    for (let i = first; i < end; i++) places[i].y = sum / weight + offsets[i];
  });
}
