/** What the voice keeps: the parameter that it names. */
import { steepest } from './narrate.js';

/**
 * @typedef {import('../../state/store.js').State & { voice: VoiceState }} State
 * @typedef {import('../panel.js').Context<State>} Context
 *
 * @typedef {object} VoiceState
 * @property {{ path: string, since: number } | null} steepest the parameter that is told to have the
 *   largest gradient, and since when
 */

/** @type {import('../../state/store.js').Slice<VoiceState, State>} */
export const slice = {
  initial: { steepest: null },
  reduce(own, action, state) {
    if (action.type === 'run') return action.reply.fresh ? { steepest: null } : own;
    if (action.type !== 'frame' || !action.frame.nodes) return own;
    const named = steepest(state, action.now ?? 0);
    return named === own.steepest ? own : { steepest: named };
  },
};
