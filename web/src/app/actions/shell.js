/** The shell around the panels: language, look, the drawer that is open, what is left out. */
import { toggled } from '../../state/store.js';

/**
 * @typedef {import('../../session/commands.js').Kit<State>} Kit
 * @typedef {import('../state.js').State} State
 */

/** @param {Kit} kit */
export function shellActions({ get, set }) {
  return {
    /** @param {State['shell']['language']} language */
    language: (language) => set({ shell: { language } }),
    theme() {
      const order = /** @type {const} */ (['system', 'light', 'dark']);
      set({ shell: { theme: order[(order.indexOf(get().shell.theme) + 1) % order.length] } });
    },
    // The plane has another size then, and the graph is fitted anew.
    projector: () => set({ shell: { projector: !get().shell.projector }, graph: { view: null } }),
    /** @param {Event} event */
    skip(event) {
      event.preventDefault();
      document.getElementById('graph')?.focus();
    },
    /** @param {State['shell']['sheet']} name */
    sheet(name) {
      const was = get().shell.sheet;
      const open = name === null || was === name ? null : name;
      set({ shell: { sheet: open }, drawers: { link: null }, run: { refused: null } });
      // Keys go on where the drawer is, and from where it was opened once it is closed.
      const next = open ? 'sheet' : `open-${was}`;
      const held = document.activeElement;
      requestAnimationFrame(() => {
        // Whoever was faster than a frame and went elsewhere stays there.
        if ([held, document.body].includes(document.activeElement))
          document.getElementById(next)?.focus();
      });
    },
    /** Brings a part of the page into view. @param {string} id */
    jump: (id) => document.getElementById(id)?.scrollIntoView({ block: 'start' }),
    /** @param {string} part */
    hide: (part) =>
      set({ shell: { hide: toggled(get().shell.hide, part) }, drawers: { link: null } }),
  };
}
