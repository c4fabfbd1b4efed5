/** What the inspector asks of a frame. */
import { selectedNode } from '../../state/selection.js';

/** @typedef {import('./slice.js').State} State */
/** @template {keyof import('../../shared/protocol.js').Look} N @typedef {import('../../session/requests.js').LookPart<N, State>} LookPart */

/** @type {LookPart<'window'>} */
const window = {
  name: 'window',
  every: 66,
  light: true,
  request(state) {
    const { windowKind: kind, windowRow: row, windowColumn: column } = state.inspector;
    const node = selectedNode(state);
    return node && { id: node.id, kind, row, column };
  },
};

/** A person reads it, so twice a second is enough. @type {LookPart<'example'>} */
const example = {
  name: 'example',
  every: 500,
  light: true,
  request(state) {
    const node = selectedNode(state);
    const worked = node?.op || node?.kind === 'parameter';
    if (!worked || state.shell.hide.has('inspector')) return undefined;
    return { id: node.id, element: state.selection.element };
  },
};

export const look = [window, example];
