/** Curves as a file. */

/**
 * Curves side by side: a line for each step that any of them has.
 * @param {[name: string, curve: import('../../shared/series.js').Curve][]} curves
 * @returns {string} where a curve has no number, nothing
 */
export function writeCurves(curves) {
  /** @type {Map<number, (number | string)[]>} */
  const rows = new Map();
  curves.forEach(([, { steps, values }], column) => {
    for (let i = 0; i < steps.length; i++) {
      const row = rows.get(steps[i]) ?? [steps[i], ...curves.map(() => '')];
      if (Number.isFinite(values[i])) row[column + 1] = values[i];
      rows.set(steps[i], row);
    }
  });
  const sorted = [...rows.values()].sort((a, b) => Number(a[0]) - Number(b[0]));
  return [['step', ...curves.map(([name]) => name)], ...sorted]
    .map((row) => `${row.join(',')}\n`)
    .join('');
}
