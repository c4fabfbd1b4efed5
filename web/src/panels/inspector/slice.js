/** What the inspector keeps of the chosen node: a window of its numbers, an example, its C code. */
import { selectedNode } from '../../state/selection.js';

/**
 * @typedef {import('../../state/store.js').State & { inspector: InspectorState }} State
 * @typedef {import('../panel.js').SharedActions & { inspector: ReturnType<typeof import('./actions.js').inspectorActions> }} Do
 * @typedef {import('../panel.js').Context<State, Do>} Context
 *
 * @typedef {object} InspectorState
 * @property {import('../../session/late.js').Late['sources'] | 'coming' | 'missing' | null} sources C
 *   code; null until it is needed, "missing" if its script did not come
 * @property {import('../../shared/protocol.js').TensorWindow | null} window numbers of the chosen node
 * @property {'value' | 'gradient'} windowKind
 * @property {number} windowRow
 * @property {number} windowColumn
 * @property {import('../../shared/protocol.js').Example | null} example
 * @property {{ key: import('../../i18n/text.js').TextKey, text: string } | null} mistyped a number
 *   that could not be taken
 */

/** What is shown of a node that was just chosen. */
const UNSEEN = {
  window: null,
  windowKind: /** @type {const} */ ('value'),
  windowRow: 0,
  windowColumn: 0,
  example: null,
  mistyped: null,
};

/** @type {import('../../state/store.js').Slice<InspectorState>} */
export const slice = {
  initial: { sources: null, ...UNSEEN },
  reduce(own, action, state) {
    if (action.type === 'run') return { ...own, window: null, mistyped: null };
    if (action.type === 'frame') {
      const { window = own.window, example = own.example } = action.frame;
      return window === own.window && example === own.example ? own : { ...own, window, example };
    }
    if (action.type !== 'select') return own;
    // From node to node one goes on looking at gradients, where there are any.
    const stays = action.walked && selectedNode(state)?.requires_grad;
    return { ...own, ...UNSEEN, windowKind: stays ? own.windowKind : 'value' };
  },
};

/** Whether the inspector is about to show C code that has yet to come. @param {State} state */
export const needsSources = (state) =>
  state.inspector.sources === null &&
  !state.shell.hide.has('inspector') &&
  Boolean(selectedNode(state)?.op);
