/**
 * Points as text: numbers in columns, the last of them the target. Comma, semicolon, tab or blanks
 * stand between; a first line of names and empty lines are allowed. A row that cannot be read is
 * named by its line, and the others are kept.
 */

/** @typedef {{ line: number, reason: 'number' | 'columns' | 'range', text: string }} BadRow */
/** @typedef {{ columns: number, rows: number[][], bad: BadRow[] }} Table */

/** Rows that are taken. */
export const MOST_ROWS = 2000;

/** Targets are classes when all of them are whole numbers up to this. */
export const LAST_CLASS = 7;

/** Beyond this a point is no use on the map and in a network. */
export const LARGEST = 1e6;

/** @param {string} line @returns {string[]} */
function cellsOf(line) {
  const mark = [';', '\t', ','].find((c) => line.includes(c));
  return (mark ? line.split(mark) : line.split(/\s+/)).map((cell) =>
    cell.trim().replace(/^"(.*)"$/, '$1'),
  );
}

/** @param {string} cell */
function numberOf(cell) {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
}

/**
 * @param {string} text
 * @param {{ limit?: number }} [options] rows beyond the limit are bad rows
 * @returns {Table}
 */
export function parseCsv(text, { limit = MOST_ROWS } = {}) {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  /** @type {Table} */
  const table = { columns: 0, rows: [], bad: [] };
  let first = true;
  /** @type {BadRow[]} */
  const names = [];
  lines.forEach((raw, index) => {
    const line = raw.trim();
    if (line === '') return;
    const cells = cellsOf(line);
    const numbers = cells.map(numberOf);
    const named = first && numbers.every(Number.isNaN);
    first = false;
    const bad = (/** @type {BadRow['reason']} */ reason, list = table.bad) =>
      list.push({ line: index + 1, reason, text: line.slice(0, 80) });
    if (named) bad('number', names);
    else if (numbers.some(Number.isNaN)) bad('number');
    else if (numbers.length < 2 || (table.columns > 0 && numbers.length !== table.columns))
      bad('columns');
    else if (numbers.some((n) => Math.abs(n) > LARGEST) || table.rows.length >= limit) bad('range');
    else {
      table.columns = numbers.length;
      table.rows.push(numbers);
    }
  });
  // Names of columns without columns are a line that cannot be read.
  if (table.rows.length === 0) table.bad.unshift(...names);
  return table;
}
