/** Labels on wires cover nothing, in a large network. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelsOf } from '../../web/src/panels/graph/labels.js';
import { largest, layoutOf } from '../../web/src/panels/graph/layout.js';
import { pictureOf } from '../../web/src/state/picture.js';
import { overlap } from './boxes.js';
import { inNode } from './in-node.js';

for (const vertical of [false, true]) {
  test(`labels of a network of six layers cover nothing (${vertical ? 'down' : 'in rows'})`, async () => {
    const run = await inNode({ hidden: '128,64,32,16,8,4', dropout: '0.1' });
    assert.ok(run.graph);
    const picture = pictureOf(run.graph, { grouped: true, collapsed: new Set(), hidePlain: false });
    const row = layoutOf(picture, { vertical });
    const layout = vertical
      ? row
      : largest(row, (all) => Math.min(1300 / all.width, 500 / all.height));
    const wanted = picture.links.map(({ key }) => {
      const wire = layout.wires.get(key);
      assert.ok(wire);
      return { text: '(128,128)', wires: [wire] };
    });
    const labels = labelsOf(wanted, layout);
    assert.ok(labels.length > 0.8 * wanted.length, `${labels.length} of ${wanted.length}`);
    const around = labels.map(({ x, y, upright }) => {
      const [width, height] = upright ? [10, 55] : [55, 10];
      return { x: x - width / 2, y: y - height / 2, width, height };
    });
    for (const [i, label] of around.entries()) {
      for (const { x, y, w, h } of layout.cards.values())
        assert.ok(!overlap(label, { x, y, width: w, height: h }));
      for (const each of around.slice(0, i)) assert.ok(!overlap(label, each));
    }
  });
}
