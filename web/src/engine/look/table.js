/** Some rows and columns of a tensor, as a table of numbers. */
import { histogramOf } from './cards.js';

/**
 * @typedef {import('../subjects/subject.js').Subject} Subject
 * @typedef {import('../../shared/protocol.js').WindowRequest} WindowRequest
 * @typedef {import('../../shared/protocol.js').TensorWindow} TensorWindow
 */

/** Rows and columns that are sent at once. */
const WINDOW = { rows: 12, columns: 32 };

/**
 * @param {Subject} subject
 * @param {WindowRequest} request
 * @param {boolean} editable whether its numbers can be typed in
 * @returns {TensorWindow}
 */
export function windowOf(subject, { id, kind, row, column }, editable) {
  const tensor = subject.context.at(id);
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
    : histogramOf(subject, tensor, kind === 'gradient');
  return {
    id,
    kind,
    row: first,
    rows,
    columns,
    column: left,
    cells,
    editable: kind === 'value' && editable,
    histogram,
  };
}
