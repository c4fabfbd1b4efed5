/** The chosen node’s numbers: which are shown, which is followed, and new ones typed in. */
import { textOf } from './elements.js';

/**
 * @typedef {import('./kit.js').Kit} Kit
 */

/** @param {Kit} kit */
export function numberActions({ get, set, session, tell }) {
  return {
    /** @param {'value' | 'gradient'} kind */
    windowKind(kind) {
      set({ windowKind: kind, windowRow: 0 });
      tell.askWindow(kind, 0);
    },
    /** @param {number} by */
    windowRow(by) {
      const row = Math.max(0, get().windowRow + by);
      set({ windowRow: row });
      tell.askWindow(get().windowKind, row);
    },
    /** @param {number} element */
    element(element) {
      set({ element });
      tell.askExample(true);
    },
    /** @param {number} id @param {number} element @param {Event} event */
    edit(id, element, event) {
      const value = Number(textOf(event).replace('\u2212', '-'));
      if (!Number.isFinite(value) || textOf(event).trim() === '') {
        set({
          notice: {
            key: 'inspect.notNumber',
            args: { text: textOf(event).slice(0, 40) },
            warning: true,
          },
        });
      } else {
        set({ notice: null });
        session.send({ type: 'edit', id, element, value });
      }
      tell.askWindow(get().windowKind, get().windowRow);
    },
    askWindow: () => tell.askWindow(get().windowKind, get().windowRow),
    askExample: () => tell.askExample(),
  };
}
