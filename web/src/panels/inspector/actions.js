/** The chosen node’s numbers: which are shown, which is followed, and new ones typed in. */

import { textOf } from '../../elements/events.js';
import { late } from '../../session/late.js';
import { exact, holds } from '../../shared/formats.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export function inspectorActions({ get, set, session }) {
  return {
    /** @param {'value' | 'gradient'} kind */
    windowKind(kind) {
      set({ inspector: { windowKind: kind, windowRow: 0, windowColumn: 0 } });
    },
    /** @param {'windowRow' | 'windowColumn'} along @param {number} by */
    windowMove(along, by) {
      set({ inspector: { [along]: Math.max(0, get().inspector[along] + by) } });
    },
    /** @param {number} element */
    element(element) {
      set({ selection: { element } });
    },
    /** @param {number} id @param {number} element @param {Event} event */
    async edit(id, element, event) {
      const text = textOf(event).trim();
      const value = Number(text.replace('\u2212', '-'));
      const refused = (/** @type {'inspect.notNumber' | 'inspect.tooLarge'} */ key) => {
        set({ inspector: { mistyped: { key, text: text.slice(0, 40) } } });
        const { window } = get().inspector;
        const row = window?.cells[Math.floor(element / window.columns) - window.row];
        const old = row?.[(element % (window?.columns ?? 1)) - (window?.column ?? 0)];
        if (old !== undefined) /** @type {HTMLInputElement} */ (event.target).value = exact(old);
      };
      if (Number.isNaN(value) || text === '') refused('inspect.notNumber');
      else if (!holds(value)) refused('inspect.tooLarge');
      else {
        set({ shell: { notice: null }, inspector: { mistyped: null } });
        const changed = await session.change({ kind: 'number', id, element, value });
        if (changed) set({ run: changed });
      }
    },
    async loadSources() {
      set({ inspector: { sources: 'coming' } });
      set({
        inspector: { sources: await late('sources').catch(() => /** @type {const} */ ('missing')) },
      });
    },
  };
}
