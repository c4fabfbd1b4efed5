/** The engine against the hand (by-hand.js). */
import { test } from 'node:test';
import { agrees, byHand, close, TYPED, typedRun } from './by-hand.js';
import { tensorAt } from './in-node.js';

test('the engine agrees with the hand: outputs, loss and every weight after a step', async () => {
  const run = await typedRun();
  let hand = byHand(TYPED);
  for (let step = 0; step < 3; step++) {
    agrees(run, hand);
    run.train(1);
    for (const [path, rows] of Object.entries(hand.after)) {
      close(tensorAt(run, path).values(), rows.flat(), path);
    }
    hand = byHand(hand.after);
  }
});
