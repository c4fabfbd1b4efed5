/** What the worker's replies change. */

import { short } from '../shared/formats.js';
import { pathOf } from '../shared/paths.js';
import { groupsOf } from '../state/layers.js';
import { isSelfStarting } from '../state/slices.js';

/**
 * @typedef {import('../app/state.js').State} State
 * @typedef {import('../shared/protocol.js').Reply} Reply
 *
 * @typedef {object} Hearer
 * @property {() => State} get
 * @property {(action: import('../state/store.js').Action) => void} dispatch
 * @property {import('../app/actions.js').Actions} actions
 * @property {import('./requests.js').Wishes} wishes
 */

/** @param {State} state */
const neuronCount = ({ run: { hidden }, map: { neuronGroup } }) =>
  groupsOf(hidden)[neuronGroup]?.count ?? 0;

/**
 * @param {Hearer} hearer
 * @returns {(reply: Reply) => void}
 */
export function replyHearer({ get, dispatch, actions, wishes }) {
  /** @param {import('../state/store.js').PatchOf<State>} patch */
  const set = (patch) => dispatch({ type: 'set', patch });

  /** @param {Reply} reply */
  function hear(reply) {
    switch (reply.type) {
      case 'ready':
        actions.answered(true);
        return set({ run: { engine: reply.descriptions } });
      case 'answered':
        return actions.answered(false);
      case 'run': {
        dispatch({ type: 'run', reply });
        if (get().run.phase === 'loading')
          set({ run: { phase: isSelfStarting(get()) ? 'running' : 'paused' } });
        wishes.renew();
        actions.askWindow();
        return;
      }
      case 'recipe':
        return set({ run: { recipe: reply.recipe, config: reply.config } });
      case 'frame': {
        dispatch({ type: 'frame', frame: reply.frame, now: performance.now() });
        // Of a large network's neurons only some come at a time.
        if ((reply.frame.neurons?.length ?? Infinity) < neuronCount(get())) wishes.touch('neurons');
        if (reply.frame.nodes) {
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
        return set({ inspector: { window: reply.window } });
      case 'example':
        return set({ inspector: { example: reply } });
      case 'probe':
        return get().selection.probe ? set({ selection: { probed: reply } }) : undefined;
      case 'saved':
        return actions.saved(reply.bytes, reply.recipe);
      case 'tape':
        return void actions.checkTape(reply.bytes, reply.step);
      case 'loaded':
        return set({
          shell: {
            notice: {
              key: 'runs.loaded',
              args: { file: get().run.loading ?? '', step: reply.step },
            },
          },
        });
    }
  }

  /** @param {Extract<Reply, { type: 'stopped' }>} reply */
  function stopped({ stop, progress, node, gradient, count }) {
    const { graph } = get().run;
    const bad = graph?.nodes.find(({ id }) => id === node);
    const step = progress.step;
    const sentence = gradient ? 'say.nanGradient' : 'say.nan';
    set({
      run: { phase: 'paused' },
      shell: {
        notice:
          stop === 'nonfinite' && bad && graph
            ? { key: sentence, args: { step, count }, node: pathOf(bad, graph), warning: true }
            : { key: 'say.goal', args: { step, loss: short(progress.loss) } },
      },
    });
    wishes.renew();
  }

  /** @param {Extract<Reply, { type: 'refused' }>} reply */
  function refused({ problem, command }) {
    const key = get().run.lastKey;
    if (command === 'set' && key !== null) set({ run: { refused: { key, problem } } });
    else {
      // None of a table that was refused was kept.
      if (command === 'points') set({ drawers: { table: null } });
      const sentence = command === 'start' ? 'say.linkValue' : 'say.refused';
      // A link may have several that are refused, and all of them are told.
      const { notice } = get().shell;
      const whole = ['start', 'recipe'].includes(command) && notice?.key === sentence;
      set({
        shell: {
          notice: whole
            ? { ...notice, more: [...(notice.more ?? []), problem] }
            : { key: sentence, more: [problem], warning: true },
        },
      });
    }
  }

  return hear;
}
