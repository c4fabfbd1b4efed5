/** The whole state of the page: what is shared, and what each panel keeps. */
import { slice as charts } from '../panels/charts/slice.js';
import { slice as drawers } from '../panels/drawers/slice.js';
import { slice as graph, grown } from '../panels/graph/slice.js';
import { slice as inspector } from '../panels/inspector/slice.js';
import { slice as map } from '../panels/map/slice.js';
import { slice as voice } from '../panels/voice/slice.js';
import { selection } from '../state/selection.js';
import { run, shell } from '../state/slices.js';
import { initialOf, reducerOf } from '../state/store.js';
import { tape } from '../state/tape.js';

const slices = { run, shell, selection, tape, graph, map, charts, inspector, drawers, voice };

/** @typedef {import('../state/store.js').Whole<typeof slices>} State */

export const initialState = initialOf(slices);
export const reduce = reducerOf(slices);

/** Parts of the page below the bar. */
export const PARTS = 5;

/**
 * What is drawn next of a page that grows: a part in each frame, then some cards. Panels wait for the
 * first run: empty they would cost as much as with it.
 * @param {State} state
 * @returns {import('../state/store.js').Patch | null} null: all is drawn
 */
export function growth(state) {
  const { graph, phase } = state.run;
  const { parts } = state.shell;
  if (parts < (graph || phase !== 'loading' ? PARTS : 1)) return { shell: { parts: parts + 1 } };
  return grown(state);
}
