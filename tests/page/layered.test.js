/** The layered drawing that the graph's layout is made of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layered } from '../../web/src/drawing/layered.js';

/** @typedef {import('../../web/src/drawing/layered.js').Vertex} Vertex */
/** @typedef {import('../../web/src/drawing/layered.js').Arc} Arc */

const GAPS = { rankGap: 20, gap: 10, arcGap: 6 };

/** @param {string[]} keys @returns {Map<string, Vertex>} */
const squares = (keys) => new Map(keys.map((key) => [key, { w: 40, h: 30 }]));

/** @param {string[]} pairs such as "a b" @returns {Arc[]} */
const arcsOf = (pairs) =>
  pairs.map((pair, i) => {
    const [from, to] = pair.split(' ');
    return { key: `${i}`, from, to, weight: 1 };
  });

/** Numbers that look random and are the same each time. @param {number} seed */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('a chain is a straight line from left to right', () => {
  const { at } = layered(squares(['a', 'b', 'c']), arcsOf(['a b', 'b c']), GAPS);
  assert.deepEqual(
    [...at.values()].map(([x]) => x),
    [20, 80, 140],
  );
  assert.equal(new Set([...at.values()].map(([, y]) => y)).size, 1);
});

test('graphs of all kinds: none overlap, arcs run forward and through no vertex', () => {
  let passages = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = numbers(seed);
    const keys = Array.from({ length: 3 + Math.floor(random() * 14) }, (_, i) => `v${i}`);
    /** @type {Map<string, Vertex>} */
    const vertices = new Map(
      keys.map((key) => [key, { w: 20 + 100 * random(), h: 10 + 60 * random() }]),
    );
    const pairs = keys.slice(1).flatMap((key, i) => {
      const from = () => keys[Math.floor(random() * (i + 1))];
      return random() < 0.5 ? [`${from()} ${key}`] : [`${from()} ${key}`, `${from()} ${key}`];
    });
    const arcs = arcsOf(pairs);
    const { at, bends } = layered(vertices, arcs, GAPS);
    const boxes = keys.map((key) => {
      const { w, h } = /** @type {Vertex} */ (vertices.get(key));
      const [x, y] = /** @type {[number, number]} */ (at.get(key));
      return { left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 };
    });
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(0, i))
        assert.ok(
          a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom,
          `seed ${seed}`,
        );
    for (const { key, from, to } of arcs) {
      const points = bends.get(key) ?? [];
      const xs = [at.get(from), ...points, at.get(to)].map((point) => point?.[0] ?? Number.NaN);
      assert.ok(
        xs.every((x, i) => i === 0 || x > xs[i - 1]),
        `seed ${seed}: ${xs}`,
      );
      for (let i = 0; i < points.length; i += 2) {
        passages++;
        const y = points[i][1];
        assert.ok(
          boxes.every(
            (box) =>
              box.right < points[i][0] ||
              box.left > points[i + 1][0] ||
              box.top >= y ||
              box.bottom <= y,
          ),
          `seed ${seed}: an arc runs through a vertex`,
        );
      }
    }
  }
  assert.ok(passages > 50, `${passages} passages`);
});

test('crossings that need not be are undone', () => {
  const { at } = layered(squares(['a', 'b', 'c', 'd']), arcsOf(['a d', 'b c']), GAPS);
  const y = (/** @type {string} */ key) => at.get(key)?.[1] ?? Number.NaN;
  assert.ok((y('a') - y('b')) * (y('d') - y('c')) > 0);
});

test('what only a late vertex uses stands before it; ports stand at the borders', () => {
  const vertices = squares(['x', 'a', 'b', 'target']);
  vertices.set('in', { w: 1, h: 6, pinned: 'first' });
  vertices.set('out', { w: 1, h: 6, pinned: 'last' });
  const arcs = arcsOf(['x a', 'a b', 'target b', 'in b', 'a out']);
  const { at } = layered(vertices, arcs, GAPS);
  const x = (/** @type {string} */ key) => at.get(key)?.[0] ?? Number.NaN;
  assert.equal(x('target'), x('a'));
  assert.equal(x('in'), x('x'));
  assert.equal(x('out'), x('b'));
});

test('a circle is broken, and the arc that closed it keeps its direction', () => {
  const arcs = arcsOf(['a b', 'b c', 'c d', 'd a']);
  const { at, bends } = layered(squares(['a', 'b', 'c', 'd']), arcs, GAPS);
  const x = (/** @type {string} */ key) => at.get(key)?.[0] ?? Number.NaN;
  assert.ok(x('a') < x('b') && x('b') < x('c') && x('c') < x('d'));
  const back = (bends.get('3') ?? []).map(([px]) => px);
  assert.equal(back.length, 4);
  assert.ok(back.every((px, i) => i === 0 || px < back[i - 1]));
});
