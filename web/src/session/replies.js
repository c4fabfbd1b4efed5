/** What the worker's replies change. */

import { steepest } from '../panels/voice/narrate.js';
import { short } from '../shared/formats.js';
import { pathOf } from '../shared/paths.js';
import { groupsOf } from '../state/layers.js';
import { awaitsPoints } from '../state/own.js';
import { isSelfStarting } from '../state/store.js';

/**
 * @typedef {import('../state/store.js').State} State
 * @typedef {import('../shared/protocol.js').Reply} Reply
 *
 * @typedef {object} Hearer
 * @property {() => State} get
 * @property {(action: import('../state/store.js').Action) => void} dispatch
 * @property {import('../app/actions.js').Actions} actions
 * @property {import('./requests.js').Wishes} wishes
 */

/** @param {State} state */
const neuronCount = ({ hidden, neuronGroup }) => groupsOf(hidden)[neuronGroup]?.count ?? 0;

/**
 * @param {Hearer} hearer
 * @returns {(reply: Reply) => void}
 */
export function replyHearer({ get, dispatch, actions, wishes }) {
  /** @param {Partial<State>} patch */
  const set = (patch) => dispatch({ type: 'set', patch });

  /** @param {Reply} reply */
  function hear(reply) {
    switch (reply.type) {
      case 'ready':
        actions.answered(true);
        return set({ engine: reply.descriptions });
      case 'answered':
        return actions.answered(false);
      case 'run': {
        dispatch({ type: 'run', reply });
        if (awaitsPoints(get())) set({ drawing: true });
        if (get().phase === 'loading') set({ phase: isSelfStarting(get()) ? 'running' : 'paused' });
        // The cross that draws points by keyboard stays where it is; a probe that has not been answered
        // yet is that of the link.
        if (reply.fresh && get().probed && !get().drawing) actions.endProbe();
        wishes.renew();
        actions.askWindow();
        return;
      }
      case 'recipe':
        return set({ recipe: reply.recipe, config: reply.config });
      case 'frame': {
        dispatch({ type: 'frame', frame: reply.frame });
        // Of a large network's neurons only some come at a time.
        if ((reply.frame.neurons?.length ?? Infinity) < neuronCount(get())) wishes.touch('neurons');
        if (reply.frame.nodes) {
          set({ steepest: steepest(get(), performance.now()) });
          actions.askWindow();
          actions.askExample();
          actions.askProbe();
        }
        return;
      }
      case 'stopped':
        return stopped(reply);
      case 'refused':
        return refused(reply);
      case 'window':
        return set({ window: reply.window });
      case 'example':
        return set({ example: reply });
      case 'probe':
        return get().probe ? set({ probed: reply }) : undefined;
      case 'saved':
        return actions.saved(reply.bytes, reply.recipe);
      case 'tape':
        return void actions.checkTape(reply.bytes, reply.step);
      case 'loaded':
        return set({
          notice: { key: 'runs.loaded', args: { file: get().loading ?? '', step: reply.step } },
        });
    }
  }

  /** @param {Extract<Reply, { type: 'stopped' }>} reply */
  function stopped({ stop, progress, node, gradient, count }) {
    const { graph } = get();
    const bad = graph?.nodes.find(({ id }) => id === node);
    const step = progress.step;
    const sentence = gradient ? 'say.nanGradient' : 'say.nan';
    set({
      phase: 'paused',
      notice:
        stop === 'nonfinite' && bad && graph
          ? { key: sentence, args: { step, count }, node: pathOf(bad, graph), warning: true }
          : { key: 'say.goal', args: { step, loss: short(progress.loss) } },
    });
    wishes.renew();
  }

  /** @param {Extract<Reply, { type: 'refused' }>} reply */
  function refused({ problem, command }) {
    const key = get().lastKey;
    if (command === 'set' && key !== null) set({ refused: { key, problem } });
    else {
      // None of a table that was refused was kept.
      if (command === 'points') set({ table: null });
      const sentence = command === 'start' ? 'say.linkValue' : 'say.refused';
      // A link may have several that are refused, and all of them are told.
      const { notice } = get();
      const whole = ['start', 'recipe'].includes(command) && notice?.key === sentence;
      set({
        notice: whole
          ? { ...notice, more: [...(notice.more ?? []), problem] }
          : { key: sentence, more: [problem], warning: true },
      });
    }
  }

  return hear;
}
