/** What a frame shows of a run, and the numbers of single nodes. */
import { gridOf } from '../../shared/heat.js';
import { pathOf } from '../../shared/paths.js';

/**
 * @typedef {import('../run.js').Run} Run
 * @typedef {import('../../shared/protocol.js').NodeFrame} NodeFrame
 * @typedef {import('../../shared/protocol.js').TensorWindow} TensorWindow
 */

/** Rows and columns of a table of numbers that are sent at once. */
const WINDOW = { rows: 12, columns: 32 };
const BINS = 32;

/** Every node's statistics and cells, by id. @param {Run} run @returns {Map<number, NodeFrame>} */
export function nodesOf(run) {
  const { graph } = run;
  if (!graph) return new Map();
  const names = run.descriptions.config.statistics;
  const { values: table } = run.engineContext.statistics(run.root);
  return new Map(
    graph.nodes.map((node, i) => {
      const row = table.subarray(i * names.length, (i + 1) * names.length);
      const statistics = Object.fromEntries(names.map((name, k) => [name, row[k]]));
      const tensor = run.engineContext.at(node.id);
      const value = gridOf(tensor.view(), node.shape);
      // The engine's norm is that of what is finite.
      const whole = node.requires_grad && !(statistics.gradient_nonfinite > 0);
      const norm = whole ? statistics.gradient_norm : Number.NaN;
      const gradient = node.requires_grad ? tensor.gradView() : null;
      return [
        node.id,
        {
          statistics,
          norm,
          bad: statistics.nonfinite || 0,
          badGradient: statistics.gradient_nonfinite || 0,
          dead: node.op === 'relu' ? statistics.dead_units : 0,
          units: node.shape.at(-1) ?? 1,
          value,
          gradient: gradient && gridOf(gradient, node.shape),
        },
      ];
    }),
  );
}

/**
 * What the engine kept, and the loss as it stands: with the weights of this step, of which the next
 * update will make the sample.
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

/**
 * @param {Run} run
 * @param {import('../../../../wasm/slm.js').Tensor} tensor
 * @param {boolean} gradient of it, not of the values
 */
function histogramOf(run, tensor, gradient) {
  const { counts, ...range } = run.engineContext.histogram(tensor, BINS, { gradient });
  const most = counts.reduce((sum, n) => sum + n, 0);
  return { ...range, counts: Array.from(counts), whole: most === tensor.count };
}

/** Of all that a gradient flows through and that is more than one number. @param {Run} run */
export function distributionsOf(run) {
  const shown = run.graph?.nodes.filter(
    ({ requires_grad, shape }) => requires_grad && shape.some((extent) => extent > 1),
  );
  return (shown ?? []).map(({ id }) => {
    const tensor = run.engineContext.at(id);
    return {
      id,
      value: histogramOf(run, tensor, false),
      gradient: histogramOf(run, tensor, true),
    };
  });
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

/**
 * @param {Run} run
 * @param {number} id
 * @param {'value' | 'gradient'} kind
 * @param {number} row
 * @param {number} column
 * @returns {TensorWindow}
 */
export function windowOf(run, id, kind, row, column) {
  const tensor = run.engineContext.at(id);
  const { shape, isIndex } = tensor;
  const all = (kind === 'value' ? tensor.view() : tensor.gradView()) ?? new Float32Array(0);
  const columns = shape.at(-1) ?? 1;
  const rows = columns > 0 ? all.length / columns : 0;
  const first = Math.max(0, Math.min(row, rows - 1));
  const left = Math.max(0, Math.min(column, columns - 1));
  const right = Math.min(columns, left + WINDOW.columns);
  const cells = Array.from({ length: Math.max(0, Math.min(WINDOW.rows, rows - first)) }, (_, i) =>
    Array.from(all.subarray((first + i) * columns + left, (first + i) * columns + right)),
  );
  const histogram = isIndex
    ? { low: 0, high: 0, counts: [], whole: true }
    : histogramOf(run, tensor, kind === 'gradient');
  return {
    id,
    kind,
    row: first,
    rows,
    columns,
    column: left,
    cells,
    editable: kind === 'value' && run.editable(id),
    histogram,
  };
}

/**
 * Sends one point through the network, on a graph of its own.
 * @param {Run} run
 * @param {number[]} x
 * @returns {import('../../shared/protocol.js').Probed}
 */
export function probeOf(run, x) {
  const context = run.engineContext;
  const root = run.trainer.probe(x);
  const graph = context.describeGraph(root);
  /** @param {number} id @returns {number[]} */
  const numbers = (id) => Array.from(/** @type {Float32Array} */ (context.at(id).values()));
  const passed = graph.nodes.filter(({ kind }) => kind !== 'parameter');
  return {
    output: numbers(root.id),
    nodes: Object.fromEntries(passed.map((node) => [pathOf(node, graph), numbers(node.id)])),
  };
}
