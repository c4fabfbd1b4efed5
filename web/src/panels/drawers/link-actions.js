/** The link to what is shown, and what a lesson leaves out. */

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export const linkActions = ({ set }) => ({
  /** @param {string} address */
  async copyLink(address) {
    try {
      await navigator.clipboard.writeText(address);
      set({ drawers: { link: 'copied' } });
    } catch {
      set({ drawers: { link: 'manual' } });
      document.getElementById('address')?.focus();
    }
  },
});
