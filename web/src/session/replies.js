/** What the worker's replies change on the page. */

import { short } from '../shared/formats.js';
import { pathOf } from '../shared/paths.js';
import { isSelfStarting } from '../state/slices.js';

/**
 * @typedef {import('../state/store.js').State} State
 * @typedef {import('../shared/protocol.js').Problem} Problem
 * @typedef {import('../shared/protocol.js').OpenedReply} OpenedReply
 * @typedef {import('../shared/protocol.js').StoppedReply} StoppedReply
 * @typedef {import('../shared/protocol.js').Frame} Frame
 * @typedef {import('./session.js').Request} Request
 * @typedef {(patch: import('../state/store.js').PatchOf<State>) => void} Set
 *
 * @typedef {object} Page
 * @property {() => State} get
 * @property {(action: import('../state/store.js').Action) => void} dispatch
 * @property {import('./requests.js').Requests} requests
 */

/**
 * The handlers of a session for what comes from the engine.
 * @param {Page} page
 */
export function replyHandlers(page) {
  /** @type {Set} */
  const set = (patch) => page.dispatch({ type: 'set', patch });
  return {
    /** @param {OpenedReply} reply */
    opened: (reply) => opened(page, set, reply),
    /** @param {Frame} frame */
    frame(frame) {
      page.dispatch({ type: 'frame', frame, now: performance.now() });
      page.requests.received(frame);
    },
    /** @param {StoppedReply} reply */
    stopped(reply) {
      set({ run: { phase: 'paused' }, shell: { notice: stopNotice(page.get(), reply) } });
      page.requests.renew();
    },
    /** @param {Problem} problem @param {Request | null} request @param {boolean} first */
    refused: (problem, request, first) => refused(page, set, problem, request, first),
  };
}

/** @param {Page} page @param {Set} set @param {OpenedReply} reply */
function opened({ get, dispatch, requests }, set, reply) {
  if (reply.descriptions) set({ run: { engine: reply.descriptions } });
  dispatch({ type: 'run', reply });
  if (get().run.phase === 'loading')
    set({ run: { phase: isSelfStarting(get()) ? 'running' : 'paused' } });
  requests.renew();
}

/** @param {State} state @param {StoppedReply} reply @returns {State['shell']['notice']} */
function stopNotice({ run: { graph } }, { stop, progress, node, gradient, count }) {
  const { step, loss } = progress;
  const bad = graph?.nodes.find(({ id }) => id === node);
  if (stop !== 'nonfinite' || !bad || !graph)
    return { key: 'say.goal', args: { step, loss: short(loss) } };
  const key = gradient ? 'say.nanGradient' : 'say.nan';
  return { key, args: { step, count }, node: pathOf(bad, graph), warning: true };
}

/**
 * @param {Page} page
 * @param {Set} set
 * @param {Problem} problem
 * @param {Request | null} request
 * @param {boolean} first
 */
function refused({ get }, set, problem, request, first) {
  const change = request?.type === 'change' ? request.change : null;
  if (change?.kind === 'setting') return set({ run: { refused: { key: change.key, problem } } });
  const key = first ? 'say.linkValue' : 'say.refused';
  // Several parts of a recipe may be refused, and each is named.
  const { notice } = get().shell;
  const another = request?.type === 'open' && notice?.key === key;
  set({
    shell: {
      notice: another
        ? { ...notice, more: [...(notice.more ?? []), problem] }
        : { key, more: [problem], warning: true },
    },
  });
}
