/**
 * A tensor brought to a few cells for its card. A small matrix stands as it is. A tall one, such as
 * an activation over a batch, shows each column's numbers sorted from high to low: a unit that is
 * always off is blank, one that is on for a third of the batch is coloured for a third.
 */

/** @typedef {{ rows: number, columns: number, cells: Float32Array, sorted: boolean }} Grid */

export const MAX_ROWS = 8;
export const MAX_COLUMNS = 28;
const SAMPLE = 64;

/**
 * @param {ArrayLike<number>} data row-major
 * @param {number[]} shape
 * @returns {Grid}
 */
export function gridOf(data, shape) {
  const count = data.length;
  const columns = shape.length > 0 ? shape[shape.length - 1] : 1;
  const rows = columns > 0 ? count / columns : 0;
  if (count === 0) return { rows: 1, columns: 1, cells: new Float32Array(1), sorted: false };
  if (columns === 1 && rows > 1) return columnGrid(data, rows);

  const wide = Math.min(columns, MAX_COLUMNS);
  const tall = Math.min(rows, MAX_ROWS);
  const cells = new Float32Array(tall * wide);
  const sorted = rows > MAX_ROWS;
  for (let c = 0; c < wide; c++) {
    const from = Math.floor((c * columns) / wide);
    const to = Math.max(from + 1, Math.floor(((c + 1) * columns) / wide));
    if (sorted) {
      const seen = sample(data, rows, columns, from, to);
      for (let r = 0; r < tall; r++) {
        cells[r * wide + c] = mean(
          seen,
          (r * seen.length) / tall,
          Math.max((r * seen.length) / tall + 1, ((r + 1) * seen.length) / tall),
        );
      }
    } else {
      for (let r = 0; r < tall; r++) {
        let sum = 0;
        for (let i = from; i < to; i++) sum += data[r * columns + i];
        cells[r * wide + c] = sum / (to - from);
      }
    }
  }
  return { rows: tall, columns: wide, cells, sorted };
}

/**
 * A single column lies down: its first rows in their order when they fit, else all of them sorted.
 * @param {ArrayLike<number>} data
 * @param {number} rows
 * @returns {Grid}
 */
function columnGrid(data, rows) {
  if (rows <= MAX_COLUMNS) {
    return { rows: 1, columns: rows, cells: Float32Array.from(data), sorted: false };
  }
  const seen = sample(data, rows, 1, 0, 1);
  const cells = new Float32Array(MAX_COLUMNS);
  const step = seen.length / MAX_COLUMNS;
  for (let c = 0; c < MAX_COLUMNS; c++) cells[c] = mean(seen, c * step, (c + 1) * step);
  return { rows: 1, columns: MAX_COLUMNS, cells, sorted: true };
}

/**
 * Up to SAMPLE of the numbers in some columns, sorted from high to low.
 * @param {ArrayLike<number>} data
 * @param {number} rows
 * @param {number} columns
 * @param {number} from
 * @param {number} to
 */
function sample(data, rows, columns, from, to) {
  const count = rows * (to - from);
  const kept = new Float32Array(Math.min(count, SAMPLE));
  for (let i = 0; i < kept.length; i++) {
    const at = Math.floor((i * count) / kept.length);
    const row = Math.floor(at / (to - from));
    kept[i] = data[row * columns + from + (at % (to - from))];
  }
  return kept.sort().reverse();
}

/** @param {Float32Array} values @param {number} from @param {number} to */
function mean(values, from, to) {
  const first = Math.floor(from);
  const last = Math.max(first + 1, Math.min(values.length, Math.floor(to)));
  let sum = 0;
  for (let i = first; i < last; i++) sum += values[i];
  return sum / (last - first);
}

/** @param {Grid} grid @returns {number} the largest size in it, 1 if all are zero */
export function gridScale({ cells }) {
  let most = 0;
  for (const cell of cells) if (Math.abs(cell) > most) most = Math.abs(cell);
  return most || 1;
}
