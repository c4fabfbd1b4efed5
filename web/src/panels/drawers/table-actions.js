/** Points that are read from a table. */
import { LAST_CLASS, parseCsv } from './table.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export function tableActions({ set, commands }) {
  /** Takes a table of points. @param {string} text */
  async function takeTable(text) {
    const { columns, rows, bad } = parseCsv(text);
    set({ drawers: { table: { bad, kept: rows.length } } });
    // What was left out is told below the fold of the drawer.
    requestAnimationFrame(() => {
      document.querySelector('.sheet [role="status"]')?.scrollIntoView({ block: 'nearest' });
    });
    if (rows.length === 0) return;
    const targets = rows.map((row) => row[columns - 1]);
    const most = Math.max(...targets);
    const whole =
      targets.every((value) => Number.isInteger(value) && value >= 0) && most <= LAST_CLASS;
    const classes = whole && most >= 1 ? most + 1 : 0;
    const taken = await commands.setPoints({ inputs: columns - 1, classes, rows });
    // No point of a table that was refused is kept.
    if (!taken) set({ drawers: { table: null } });
  }

  return {
    csvText() {
      const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById('csv'));
      takeTable(field?.value ?? '');
    },
    /** @param {Event} event */
    async csvFile(event) {
      const input = /** @type {HTMLInputElement} */ (event.target);
      const file = input.files?.[0];
      if (file) takeTable(await file.text());
      input.value = '';
    },
  };
}
