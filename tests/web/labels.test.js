/** The shapes on the wires of the chosen node: beside their wires, and on nothing else. */
import assert from 'node:assert/strict';
import { overlap } from '../page/boxes.js';
import { inNode } from '../page/in-node.js';
import { card, onPage } from './on-page.js';

/** @typedef {import('../page/boxes.js').Box} Box */

/** How near a label is to another box, at most. @param {Box} a @param {Box} b */
const distance = (a, b) =>
  Math.hypot(
    Math.max(0, a.x - b.x - b.width, b.x - a.x - a.width),
    Math.max(0, a.y - b.y - b.height, b.y - a.y - a.height),
  );

for (const [hash, width, path, texts] of /** @type {[string, number, string, string[]][]} */ ([
  ['#v=1&run=0&s=square', 1440, 'mul', []],
  ['#v=1&run=0&s=square', 360, 'mul', []],
  ['#v=1&run=0', 1440, 'mul', ['(128,1)', '(128,1)']],
  ['#v=1&run=0', 1440, 'sub', ['(128,1)', '(128,1)', '(128,1)']],
  ['#v=1&run=0', 1440, 'mlp/linear1/matmul', ['(128,16)', '(128,2)', '(2,16)']],
  ['#v=1&run=0', 360, 'sub', ['(128,1)', '(128,1)', '(128,1)']],
  ['#v=1&run=0&s=three', 1440, 'mlp/linear2/matmul', ['(192,3)', '(192,8)', '(8,3)']],
])) {
  onPage(
    `the shapes on the wires of ${path} cover no card and no other (${hash}, ${width} px)`,
    async (page) => {
      // The chosen node may lie over the page: what is drawn is measured, not what is seen.
      await card(page, path).press('Enter');
      await page.waitForFunction(() => document.querySelector('.card[aria-pressed="true"]'));
      const boxes = (/** @type {string} */ selector) =>
        page.locator(selector).evaluateAll((all) =>
          all.map((element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            return { x, y, width, height, text: element.textContent ?? '' };
          }),
        );
      const labels = await boxes('.wire-shape');
      assert.deepEqual(labels.map(({ text }) => text).sort(), texts);
      const cards = await boxes('#graph .card');
      const wires = await boxes('.wire.near');
      for (const [i, label] of labels.entries()) {
        for (const each of cards) assert.ok(!overlap(label, each), `${label.text} on ${each.text}`);
        for (const each of labels.slice(0, i)) assert.ok(!overlap(label, each), label.text);
        assert.ok(Math.min(...wires.map((wire) => distance(label, wire))) < 10, label.text);
      }
    },
    { hash, width, height: width < 720 ? 780 : 900 },
  );
}

onPage(
  'every wire tells its shape to a pointer, also where its dashes have a gap',
  async (page) => {
    const { graph } = await inNode();
    const shapes = graph?.nodes.flatMap(({ inputs }) =>
      inputs.map((id) => {
        const shape = graph.nodes.find((node) => node.id === id)?.shape ?? [];
        return shape.length > 0 ? `(${shape.join(',')})` : '';
      }),
    );
    const told = await page.locator('.reach').evaluateAll((all) =>
      all.map((element) => {
        const wire = /** @type {SVGPathElement} */ (element);
        const middle = wire.getPointAtLength(wire.getTotalLength() / 2);
        const { x, y } = middle.matrixTransform(wire.getScreenCTM() ?? undefined);
        // Along a few pixels there are a dash and a gap; of two wires side by side one is found.
        return [-4, -2, 0, 2, 4].map(
          (by) => document.elementFromPoint(x + by, y)?.querySelector('title')?.textContent,
        );
      }),
    );
    assert.deepEqual(told.map(([text]) => text).sort(), shapes?.sort());
    for (const texts of told) assert.equal(new Set(texts).size, 1, texts.join());
  },
  { firefox: true },
);
