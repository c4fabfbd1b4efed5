/** What only a run in training has: its history, and how well it classifies. */
import { pathOf } from '../../shared/paths.js';

/** @typedef {import('../run.js').Run} Run */

/**
 * The engine's samples, and the loss at the present weights, which the next update will sample.
 * @param {Run} run
 */
export function curvesOf(run) {
  const names = run.descriptions.config.series;
  const curves = Object.fromEntries(names.map((name) => [name, run.trainer.history(name)]));
  const { step, loss } = run.progress();
  const { steps, values } = curves.loss;
  if (Number.isFinite(loss) && (steps.at(-1) ?? -1) < step)
    curves.loss = {
      steps: Float64Array.of(...steps, step),
      values: Float64Array.of(...values, loss),
    };
  return curves;
}

/** Layers, then parameters: the rows of a layered series. @param {Run} run */
export function rowsOf(run) {
  const { trainer, graph } = run;
  const parameters = run.engineContext.parameters.map(({ id }) => {
    const node = graph?.nodes.find((each) => each.id === id);
    return node && graph ? pathOf(node, graph) : '';
  });
  return [...trainer.layers, ...parameters].map((name, row) => ({
    name,
    parameter: row >= trainer.layers.length,
    norm: trainer.history('gradient_norm', row),
    ratio: trainer.history('update_ratio', row),
  }));
}

/** @param {Run} run */
export function confusionOf(run) {
  if (run.data.classes === 0) return null;
  const { classes } = run.data;
  const of = (/** @type {boolean} */ test) => {
    const { counts, correct, total } = run.trainer.confusion({ test });
    const rows = Array.from({ length: classes }, (_, k) =>
      Array.from(counts.subarray(k * classes, (k + 1) * classes)),
    );
    return { counts: rows, correct, total };
  };
  return { train: of(false), test: of(true) };
}
