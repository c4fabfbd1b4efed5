/** What the page shows at once and how, as far as its models decide it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth, initialState, reduce } from '../../web/src/app/state.js';
import { count as grouped } from '../../web/src/shared/formats.js';
import { joined } from '../../web/src/shared/series.js';
import { patched } from '../../web/src/state/store.js';

test('counts are grouped as a browser groups them', () => {
  for (const n of [0, 7, 999, 1000, 49_425, 1_234_567]) {
    assert.equal(grouped(n), n.toLocaleString('en'));
    assert.equal(grouped(n), n.toLocaleString('ko'));
  }
});

test('a curve goes on where the lost worker’s one was told up to', () => {
  const before = { steps: [0, 10, 20, 30, 40], values: [5, 4, 3, 2, 1] };
  // The new worker's trainer was at step 0 before it was restored.
  const after = { steps: Float64Array.of(0, 25, 35), values: Float64Array.of(9, 2.5, 1.5) };
  assert.deepEqual(joined(before, after, 25), {
    steps: [0, 10, 20, 25, 35],
    values: [5, 4, 3, 2.5, 1.5],
  });
  const progress = /** @type {any} */ ({ step: 35 });
  const past = { step: 25, curves: { loss: before } };
  const action = { type: 'frame', frame: { progress, rate: 1, curves: { loss: after } } };
  const state = reduce(patched(initialState, { run: { past } }), /** @type {any} */ (action));
  assert.equal(state.run.frame?.curves?.loss.steps.length, 5);
});

test('the page grows part by part, then card by card, and comes to an end', () => {
  const graph = /** @type {any} */ ({ nodes: Array(13).fill({}) });
  let state = patched(initialState, { run: { graph } });
  let frames = 0;
  for (let more = growth(state); more; more = growth(state), frames++) {
    const next = patched(state, more);
    assert.ok(next.shell.parts - state.shell.parts <= 1);
    assert.ok(next.graph.cards - state.graph.cards <= 6);
    state = next;
  }
  assert.ok(frames >= 5 && frames < 20, String(frames));
  assert.ok(state.graph.cards >= 13);
});
