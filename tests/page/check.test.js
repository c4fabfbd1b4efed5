/** Gradcheck: a tape that the float engine saved, checked in the double engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { checkRows } from '../../web/src/engine/check.js';
import { withTape } from '../../web/src/engine/subjects/tape.js';
import { inNode, tapeOf } from './in-node.js';

test('every parameter of the tape is checked in double, and passes', async () => {
  const run = await inNode();
  run.train(20);
  const rows = withTape(await loadEngine({ double: true }), tapeOf(run), (tape) => [
    ...checkRows(tape),
  ]);
  assert.deepEqual(
    rows.map(({ path, checked, size, passed }) => [path, checked, size, passed]),
    [
      ['mlp/linear1/weight', 32, 32, true],
      ['mlp/linear1/bias', 16, 16, true],
      ['mlp/linear2/weight', 16, 16, true],
      ['mlp/linear2/bias', 1, 1, true],
    ],
  );
  // The worst element's gradient is the one that training uses, but for the digits of a float.
  rows.forEach(({ element, analytic }, i) => {
    const float = run.engineContext.parameters[i].grad()?.[element] ?? Number.NaN;
    assert.ok(Math.abs(float - analytic) <= 1e-5, `${float} ${analytic}`);
  });
});

test('of large parameters some elements are checked, spread over each', async () => {
  const run = await inNode({ hidden: '128,128', samples: '512', batch: '256' });
  const rows = withTape(await loadEngine({ double: true }), tapeOf(run), (tape) => [
    ...checkRows(tape),
  ]);
  const large = rows.filter(({ size }) => size === 128 * 128);
  assert.equal(large.length, 1);
  assert.ok(large[0].checked >= 4 && large[0].checked < large[0].size, String(large[0].checked));
});

test('elements at a kink are counted and do not fail the check', async () => {
  const run = await inNode();
  // At x = (0, 0) all of relu's inputs are the biases, which begin at 0.
  run.points({ inputs: 2, classes: 2, rows: [[0, 0, 1]] });
  run.reset();
  const rows = withTape(await loadEngine({ double: true }), tapeOf(run), (tape) => [
    ...checkRows(tape),
  ]);
  assert.deepEqual(
    rows.map(({ path, checked, kinks, passed }) => [path, checked, kinks, passed]),
    [
      ['mlp/linear1/weight', 32, 0, true],
      ['mlp/linear1/bias', 16, 16, true],
      ['mlp/linear2/weight', 16, 0, true],
      ['mlp/linear2/bias', 1, 0, true],
    ],
  );
});
