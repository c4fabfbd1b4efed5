/** The whole state of the page: what is shared, and what each panel keeps. */
import { selection } from '../state/selection.js';
import { run, shell } from '../state/slices.js';
import { initialOf, reducerOf } from '../state/store.js';
import { tape } from '../state/tape.js';
import { panels } from './panels.js';
import { panelsOf } from './views.js';

/**
 * @typedef {import('../state/store.js').State & Record<string, any>} State
 * @typedef {import('../panels/panel.js').Actions} Actions
 * @typedef {import('../panels/panel.js').Context<State, Actions>} Context
 */

const own = Object.fromEntries(panels.flatMap(({ name, slice }) => (slice ? [[name, slice]] : [])));
const slices = { run, shell, selection, tape, ...own };

/** Panels know the types of what they keep, this file does not. @type {any} */
export const initialState = initialOf(slices);

/** @type {(state: State, action: import('../state/store.js').Action) => State} */
export const reduce = reducerOf(slices);

/**
 * What is drawn next of a page that grows: the voice, then a panel in each frame, then what panels add
 * to themselves. Panels wait for the first run: empty they would cost as much as with it.
 * @param {State} state
 * @returns {import('../state/store.js').Patch | null} null: all is drawn
 */
export function growth(state) {
  const { graph, phase } = state.run;
  const { parts } = state.shell;
  const shown = panelsOf(state);
  const all = 1 + shown.filter(({ place }) => !place).length;
  if (parts < (graph || phase !== 'loading' ? all : 1)) return { shell: { parts: parts + 1 } };
  for (const { grow } of shown) {
    const more = grow?.(state);
    if (more) return more;
  }
  return null;
}
