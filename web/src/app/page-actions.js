/** The page itself: its language, its look, its drawers, its link. */
import { writeHash } from '../session/link.js';

/**
 * @typedef {import('../session/commands.js').Kit} Kit
 * @typedef {import('../state/store.js').State} State
 */

/** @param {Kit} kit */
export function pageActions({ get, set, dispatch }) {
  return {
    /** @param {State['language']} language */
    language: (language) => set({ language }),
    theme() {
      const order = /** @type {const} */ (['system', 'light', 'dark']);
      set({ theme: order[(order.indexOf(get().theme) + 1) % order.length] });
    },
    // The plane has another size then, and the graph is fitted anew.
    projector: () => set({ projector: !get().projector, view: null }),
    /** @param {Event} event */
    skip(event) {
      event.preventDefault();
      document.getElementById('graph')?.focus();
    },
    /** @param {State['sheet']} name */
    sheet(name) {
      const was = get().sheet;
      const open = name === null || was === name ? null : name;
      set({ sheet: open, link: null, refused: null });
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
    hide: (part) => dispatch({ type: 'hide', part }),
    async copyLink() {
      const recipe = get().recipe;
      if (!recipe) return;
      const address = location.href.replace(/#.*/, '') + writeHash(recipe, get());
      try {
        await navigator.clipboard.writeText(address);
        set({ link: 'copied' });
      } catch {
        set({ link: 'manual' });
        document.getElementById('address')?.focus();
      }
    },
  };
}
