/** The user's own points, as the trainer takes them. */

/**
 * @typedef {import('../../../wasm/slm.js').Trainer} Trainer
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 */

/**
 * Whether an own point is for testing. The choice depends only on the points before it, so a point
 * keeps its part while others are drawn after it. The first one trains, whatever the ratio.
 * @param {number} i
 * @param {number} ratio below 1
 */
const isTest = (i, ratio) => Math.floor((i + 1) * ratio + 1e-9) > Math.floor(i * ratio + 1e-9);

/** Splits them by the trainer's present test ratio. @param {Trainer} trainer @param {OwnPoints} points */
export function givePoints(trainer, { rows, inputs, classes }) {
  const x = rows.flatMap((row) => row.slice(0, inputs));
  const target = rows.map((row) => row[inputs]);
  const ratio = Number(trainer.get('test_ratio'));
  const test = Uint8Array.from(rows, (_, i) => Number(isTest(i, ratio)));
  trainer.setPoints(
    classes > 0
      ? { x, inputs, classes, label: target, test }
      : { x, inputs, outputs: 1, y: target, test },
  );
}
