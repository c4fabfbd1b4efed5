/** How the tape is looked at: what is folded or left out, in the drawing and on a walk along it. */
import { choice, YES } from './fields.js';
import { pictureOf } from './picture.js';

/**
 * @typedef {import('./picture.js').Picture} Picture
 * @typedef {import('./store.js').State} State
 *
 * @typedef {object} Tape
 * @property {boolean} grouped modules have frames
 * @property {ReadonlySet<string>} collapsed modules that are one card each
 * @property {boolean} hidePlain nodes without a gradient are left out
 */

/** @type {import('./store.js').Slice<Tape>} */
export const tape = { initial: { grouped: true, collapsed: new Set(), hidePlain: false } };

/** @type {import('./fields.js').LinkField<State>[]} */
export const tapeFields = [
  {
    name: 'fold',
    first: { tape: { collapsed: tape.initial.collapsed } },
    read: (value) => ({ tape: { collapsed: new Set(value.split(',')) } }),
    write: ({ tape: { collapsed } }) => (collapsed.size > 0 ? [...collapsed].join(',') : undefined),
  },
  choice('plain', 'tape', tape.initial, 'hidePlain', { 0: true, 1: false }),
  choice('frames', 'tape', tape.initial, 'grouped', YES),
];

/** The last picture and what it is of: most frames change numbers only. @type {[unknown, unknown, Picture]} */
let last = [null, null, { items: [], links: [], modules: [] }];

/** What of the tape is shown: the same object as long as it is. @param {State} state @returns {Picture} */
export function shownPicture({ run: { graph }, tape: own }) {
  if (last[0] !== graph || last[1] !== own)
    last = [graph, own, graph ? pictureOf(graph, own) : { items: [], links: [], modules: [] }];
  return last[2];
}
