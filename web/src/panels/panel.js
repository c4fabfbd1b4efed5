/**
 * What a panel is: a folder whose index.js registers it. The loops over looks, link fields, keys,
 * growth and layout walk the list in app/panels.js and know no panel by name.
 */

/**
 * @typedef {import('../shared/protocol.js').Problem} Problem
 * @typedef {import('../shared/protocol.js').Frame} Frame
 * @typedef {import('../state/store.js').State} State
 * @typedef {import('../state/store.js').Patch} Patch
 * @typedef {import('../app/actions/shared.js').SharedActions} SharedActions
 * @typedef {SharedActions & Record<string, any>} Actions by namespace: the shared ones and each panel's
 */

/**
 * @template {State} [All=any] the state with the slices that the panel reads
 * @template {SharedActions} [Do=any] the actions that its view calls
 * @typedef {object} Panel
 * @property {string} name of its folder, its slice, its actions, its section's class, its part in `hide`
 * @property {'voice' | 'over'} [place] above the grid of panels, or over the page; left out: in the grid
 * @property {import('../state/store.js').Slice<any, any>} [slice]
 * @property {readonly import('../state/fields.js').LinkField[]} [link]
 * @property {readonly import('../session/requests.js').LookPart<any>[]} [look] what it asks of a frame
 * @property {(keyof Frame)[]} [frame] what of a frame it shows
 * @property {(c: Context<All, Do>) => unknown} view
 * @property {(kit: import('../session/commands.js').Kit<All>) => object} [actions]
 * @property {Record<string, (press: Press<All, Do>) => (() => void) | undefined>} [keys] what a key does;
 *   undefined: nothing, so the next panel is asked
 * @property {(state: All) => Patch | null} [grow] what it draws next in a page that grows, a bit a frame
 * @property {(state: All, actions: Do) => void} [drawn] called after each frame that was drawn
 * @property {Record<string, (element: HTMLElement) => Patch>} [sizes] what the sizes of elements, by
 *   their selectors, change
 */

/**
 * What every view is given.
 * @template {State} [All=State]
 * @template {SharedActions} [Do=SharedActions]
 * @typedef {object} Context
 * @property {All} state
 * @property {Do} do
 * @property {import('../i18n/text.js').Translate} t
 * @property {import('../drawing/theme.js').Colours} colours
 * @property {import('../i18n/words.js').Words} words
 * @property {typeof import('slm:formulas')} formulas
 * @property {Map<number, { path: string, name: string, rule: string }>} health
 * @property {(name: string) => string} layerHealth of a layer or parameter
 * @property {string[]} modules
 * @property {(problem: Problem) => string} problem
 * @property {{ key: string, text: string } | null} refused
 * @property {(key: string) => import('../shared/protocol.js').KeyDescription | undefined} keyOf
 * @property {string} hash
 * @property {string} address
 * @property {string} size of the window or of paper: canvases are painted again when it changes
 */

/**
 * @template {State} [All=State]
 * @template {SharedActions} [Do=SharedActions]
 * @typedef {object} Press of a key
 * @property {All} state
 * @property {Do} do
 * @property {Element} target
 * @property {(selector: string) => boolean} pointed whether a pointer, and not the keyboard, came to the
 *   element of this kind that has the focus
 */

export {};
