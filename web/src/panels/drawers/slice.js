/** What the drawers keep. */

/**
 * @typedef {import('../../state/store.js').State & { drawers: DrawersState }} State
 * @typedef {import('../panel.js').SharedActions & { drawers: ReturnType<typeof import('./actions.js').drawerActions> }} Do
 * @typedef {import('../panel.js').Context<State, Do>} Context
 *
 * @typedef {object} Check the gradcheck of the tape at one step
 * @property {'asked' | 'busy' | 'done' | 'missing' | 'broken'} phase missing: the double engine
 * @property {number} step
 * @property {import('../../shared/protocol.js').CheckRow[]} rows those that are done
 *
 * @typedef {object} DrawersState
 * @property {{ bad: import('./table.js').BadRow[], kept: number } | null} table what became of a table
 * @property {Check | null} check
 * @property {'copied' | 'manual' | 'tooLong' | null} link
 */

/** @type {import('../../state/store.js').Slice<DrawersState>} */
export const slice = { initial: { table: null, check: null, link: null } };
