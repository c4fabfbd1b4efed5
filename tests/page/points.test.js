/** Own data, as the page's run keeps them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf } from '../../web/src/engine/look/frame.js';
import { inNode } from './in-node.js';

test('every fifth own point is for testing, and keeps that part while others come', async () => {
  const rows = Array.from({ length: 11 }, (_, i) => [i, -i, i % 2]);
  const run = await inNode({}, 'own', { inputs: 2, classes: 2, rows: rows.slice(0, 10) });
  assert.deepEqual([run.data.train, run.data.test], [8, 2]);
  const tested = () =>
    Array.from(run.data.x.slice(2 * run.data.train)).filter((_, i) => i % 2 === 0);
  assert.deepEqual(tested(), [4, 9]);
  run.points({ inputs: 2, classes: 2, rows });
  assert.deepEqual(tested(), [4, 9]);
  run.set('test_ratio', '0.5');
  assert.deepEqual(tested(), [1, 3, 5, 7, 9]);
  run.set('test_ratio', '0');
  assert.deepEqual([run.data.train, run.data.test], [11, 0]);
  const again = await inNode({ test_ratio: '0.5' }, 'own', { inputs: 2, classes: 2, rows });
  assert.deepEqual([again.data.train, again.data.test], [6, 5]);
});

test('what stands in for own points is never told, and gives way to any other data', async () => {
  const run = await inNode({}, 'own');
  const empty = () => {
    const { graph, points, config } = run.describe(true);
    assert.deepEqual([graph, points.x.length, points.train, config.data], [null, 0, 0, 'own']);
    const { progress, ...rest } = frameOf(run, { curves: true, nodes: true });
    assert.deepEqual([rest, progress.step, progress.loss], [{}, 0, Number.NaN]);
  };
  empty();
  assert.deepEqual(run.recipe.config, {});
  run.set('lr', '0.5');
  run.set('hidden', '3');
  empty();
  // Also to those that stood in.
  for (const data of ['quadrants', 'xor']) {
    assert.ok(run.set('data', data));
    assert.equal(run.empty, false);
    assert.equal(run.describe(true).config.data, data);
    assert.ok(run.describe(true).points.x.length > 0);
    run.train(3);
    assert.ok(run.set('data', 'own'));
    empty();
  }
  assert.throws(() => run.points({ inputs: 2, classes: 2, rows: [] }));
  empty();
  run.points({ inputs: 2, classes: 2, rows: [[1, 1, 1]] });
  assert.equal(run.describe(true).points.x.length, 2);
  assert.equal(run.train(1).done, 1);
});
