/** The picture and the layout of the engine's own tapes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { hangers } from '../../web/src/panels/graph/hang.js';
import { cachedLayout, inRows, layoutOf } from '../../web/src/panels/graph/layout.js';
import { wirePath } from '../../web/src/panels/graph/wire.js';
import { modulesOf } from '../../web/src/shared/paths.js';
import { pictureOf } from '../../web/src/state/picture.js';

const engine = await loadEngine();

/** @param {Record<string, string>} [config] @returns {import('../../web/src/shared/protocol.js').TapeGraph} */
function tape(config = {}) {
  const trainer = engine.createTrainer(config).reset();
  const { loss } = trainer;
  assert.ok(loss);
  const graph = trainer.context.describeGraph(loss);
  trainer.free();
  return graph;
}

const options = { grouped: true, collapsed: new Set(), hidePlain: false };

/** @param {{ x: number, y: number, w: number, h: number }} a @param {typeof a} b */
const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

for (const [name, config] of /** @type {[string, Record<string, string>][]} */ ([
  ['the manual’s network', {}],
  ['six hidden layers', { hidden: '128,64,32,16,8,4', activation: 'tanh', dropout: '0.1' }],
  ['y = x*x + x', { data: 'square' }],
  ['three classes', { data: 'three' }],
])) {
  for (const vertical of [false, true]) {
    test(`${name}: every node has a card, none overlap, wires run forward (${vertical ? 'down' : 'right'})`, () => {
      const graph = tape(config);
      const picture = pictureOf(graph, options);
      const layout = layoutOf(picture, { vertical });
      assert.equal(layout.cards.size, graph.nodes.length);
      const cards = [...layout.cards.values()];
      for (let i = 0; i < cards.length; i++)
        for (let j = 0; j < i; j++) assert.ok(!overlap(cards[i], cards[j]));
      for (const card of cards) {
        assert.ok(card.x >= 0 && card.y >= 0);
        assert.ok(card.x + card.w <= layout.width && card.y + card.h <= layout.height);
      }
      assert.equal(layout.wires.size, graph.nodes.flatMap(({ inputs }) => inputs).length);
      for (const points of layout.wires.values()) {
        assert.ok(points.flat().every(Number.isFinite));
        assert.match(wirePath(points, vertical), /^M[\d.,LC -]+$/);
      }
    });
  }
}

test('in rows: none overlap, each wire goes from its card to its card and through no other', () => {
  /** @type {Record<string, string>[]} */
  const configs = [{}, { hidden: '128,64,32,16,8,4', dropout: '0.1' }, { data: 'square' }];
  for (const config of configs) {
    const picture = pictureOf(tape(config), options);
    const row = layoutOf(picture);
    for (const count of [2, 3]) {
      const layout = inRows(row, count);
      assert.ok((layout.tops?.length ?? 1) <= count);
      assert.ok(layout.width <= row.width, `${layout.width} ${row.width}`);
      const cards = [...layout.cards.values()];
      assert.equal(cards.length, row.cards.size);
      for (let i = 0; i < cards.length; i++)
        for (let j = 0; j < i; j++) assert.ok(!overlap(cards[i], cards[j]));
      for (const { from, to, key } of picture.links) {
        const points = layout.wires.get(key) ?? [];
        const ends = [points[0], points[points.length - 1]];
        for (const [i, end] of [from, to].entries()) {
          const { x, y, w, h } = layout.cards.get(end) ?? { x: NaN, y: 0, w: 0, h: 0 };
          const [px, py] = ends[i];
          const near = px >= x - 1 && px <= x + w + 1 && py >= y - 1 && py <= y + h + 1;
          assert.ok(near, `${from} to ${to} ends at ${ends[i]}`);
        }
        // Its way back to the next row's beginning is straight.
        for (const [n, [x1, y1]] of points.slice(1).entries()) {
          const [x0, y0] = points[n];
          if (x1 > x0 + 0.5) continue;
          const way = {
            x: Math.min(x0, x1),
            y: Math.min(y0, y1),
            w: Math.abs(x1 - x0) + 0.01,
            h: Math.abs(y1 - y0) + 0.01,
          };
          const others = [...layout.cards].filter(([id]) => id !== from && id !== to);
          assert.ok(!others.some(([, card]) => overlap(way, card)), `${from} to ${to}`);
        }
      }
      assert.ok(
        cards.every(
          ({ x, w, y, h }) => x >= 0 && x + w <= layout.width && y >= 0 && y + h <= layout.height,
        ),
      );
    }
  }
});

test('a repeated operand is two links that arrive at two places', () => {
  const graph = tape();
  const picture = pictureOf(graph, options);
  const square = graph.nodes.find(({ op }) => op === 'mul');
  const links = picture.links.filter(({ to }) => to === `n${square?.id}`);
  assert.equal(links.length, 2);
  const { wires } = layoutOf(picture);
  const [a, b] = links.map(({ key }) => wires.get(key)?.at(-1));
  assert.notDeepEqual(a, b);
});

test('parameters hang on the operation that uses them', () => {
  const graph = tape();
  const picture = pictureOf(graph, options);
  const hung = hangers(picture);
  for (const node of graph.nodes.filter(({ kind }) => kind === 'parameter')) {
    assert.ok(hung.has(`n${node.id}`), node.name);
  }
});

test('modules: the one that wraps all is no frame; a folded one is a single card', () => {
  const graph = tape({ hidden: '4,4' });
  assert.deepEqual(modulesOf(graph), ['mlp/linear1', 'mlp/linear2', 'mlp/linear3']);
  const folded = pictureOf(graph, { ...options, collapsed: new Set(['mlp/linear2']) });
  const card = folded.items.find(({ module }) => module === 'mlp/linear2');
  assert.equal(card?.size, 4);
  assert.equal(card?.node.op, 'add');
  assert.ok(folded.links.every(({ from, to }) => from !== to));
  assert.equal(layoutOf(folded).cards.size, graph.nodes.length - 3);
  const ungrouped = pictureOf(graph, { ...options, grouped: false });
  assert.deepEqual(ungrouped.modules, []);
});

test('what has no gradient can be hidden', () => {
  const graph = tape();
  const picture = pictureOf(graph, { ...options, hidePlain: true });
  assert.ok(picture.items.every(({ node }) => node.requires_grad));
  assert.equal(picture.items.length, graph.nodes.filter((node) => node.requires_grad).length);
});

test('a replayed tape keeps its layout', () => {
  const graph = tape();
  assert.equal(cachedLayout(pictureOf(graph, options)), cachedLayout(pictureOf(graph, options)));
});
