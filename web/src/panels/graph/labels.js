/** Where the labels of wires stand: beside their wire, on no card, no wire and no other label. */

/**
 * @typedef {import('./layout.js').Layout} Layout
 * @typedef {import('./layout.js').Point} Point
 * @typedef {{ text: string, wires: Point[][] }} Wanted a label, and the wires that it may stand at
 * @typedef {{ text: string, x: number, y: number, upright?: number }} Label about its middle
 */

/** Width of a letter, and a line’s height with air around it. */
const [LETTER, LINE] = [6.1, 15];

/** Width of the widest wire: so far apart are the points of one, too. */
const WIRE = 10;

/** The sides of a wire as they are tried: where a gap is narrow, a label stands upright in it. */
const SIDES = [
  [0, -1],
  [0, 1],
  [1, 0],
  [-1, 0],
  [0, -1, 1],
  [0, 1, 1],
];

/** @param {Point[]} points @returns {Point[]} more of them, those in the middle first */
function along(points) {
  const all = points.slice(1).flatMap(([x, y], i) => {
    const [dx, dy] = [points[i][0] - x, points[i][1] - y];
    const count = Math.ceil(Math.hypot(dx, dy) / WIRE);
    return Array.from({ length: count }, (_, j) => {
      const part = 1 - (j + 0.5) / count;
      return /** @type {Point} */ ([x + dx * part, y + dy * part]);
    });
  });
  return [...all.splice(all.length >> 1), ...all.reverse()];
}

/**
 * A place for each label; none where there is no room for it.
 * @param {Wanted[]} wanted
 * @param {Layout} layout
 * @returns {Label[]}
 */
export function labelsOf(wanted, { cards, wires }) {
  // Boxes about their middles.
  const taken = [...cards.values()].map(({ x, y, w, h }) => [x + w / 2, y + h / 2, w, h]);
  for (const at of [...wires.values()].flatMap(along)) taken.push([...at, WIRE, WIRE]);
  return wanted.flatMap(({ text, wires: own }) => {
    const long = LETTER * text.length + 4;
    for (const [px, py] of own.flatMap(along))
      for (const [dx, dy, upright] of SIDES) {
        const [w, h] = upright ? [LINE, long] : [long, LINE];
        const x = px + (dx * (WIRE + 2 + w)) / 2;
        const y = py + (dy * (WIRE + 2 + h)) / 2;
        const covers = (/** @type {number[]} */ [a, b, v, u]) =>
          2 * Math.abs(a - x) < v + w && 2 * Math.abs(b - y) < u + h;
        if (taken.some(covers)) continue;
        taken.push([x, y, w, h]);
        return [{ text, x, y, upright }];
      }
    return [];
  });
}
