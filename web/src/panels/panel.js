/** What panels are given. */

/**
 * @typedef {import('../shared/protocol.js').Problem} Problem
 * @typedef {import('../state/store.js').State} State
 */

/**
 * What every view is given.
 * @template {State} [All=State] the state with the slices that the panel reads
 * @typedef {object} Context
 * @property {All} state
 * @property {import('../i18n/text.js').Translate} t
 * @property {import('../drawing/theme.js').Colours} colours
 * @property {import('../i18n/words.js').Words} words
 * @property {Map<number, { path: string, name: string, rule: string }>} health
 * @property {(name: string) => string} layerHealth of a layer or parameter
 * @property {string[]} modules
 * @property {(problem: Problem) => string} problem
 * @property {{ key: string, text: string } | null} refused
 * @property {(key: string) => import('../shared/protocol.js').KeyDescription | undefined} keyOf
 * @property {string} hash
 * @property {string} address
 * @property {string} size of the window or of paper: canvases are painted again when it changes
 * @property {import('../app/actions.js').Actions} do
 */

export {};
