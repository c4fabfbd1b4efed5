/** The one sentence about what is happening now, as keys of the dictionary. */

import { count, short } from '../../shared/formats.js';
import { pathOf } from '../../shared/paths.js';
import { EMPTY_CURVE } from '../../shared/series.js';
import { editedAt, tested } from '../../state/history.js';
import { awaitsPoints } from '../../state/own.js';
import { overfitSince, trend } from './course.js';

/**
 * @typedef {import('./slice.js').State} State
 * @typedef {object} Part
 * @property {import('../../i18n/text.js').TextKey} key
 * @property {import('../../i18n/text.js').TextArgs} [args]
 * @property {string} [node] path of the node that stands for {name}
 * @property {import('../../shared/protocol.js').Problem} [problem] that stands for {reason}
 * @property {import('../../shared/protocol.js').Problem[]} [more] of them
 * @property {import('../../i18n/text.js').TextKey} [reason] that stands for {reason}
 * @property {boolean} [strong]
 * @property {boolean} [apart] on a line of its own where lines are short
 * @property {boolean} [warning]
 */

/** A name stands for so long while training, in milliseconds: it is to be read. */
const HOLD = 1000;

/**
 * The parameter with the largest gradient, by its path.
 * @param {State} state
 * @param {number} now in milliseconds
 * @returns {State['voice']['steepest']}
 */
export function steepest({ run: { graph, frame, phase }, voice: { steepest: held } }, now) {
  if (!graph || !frame?.nodes) return null;
  if (phase === 'running' && held && now - held.since < HOLD) return held;
  let most = 0;
  let found;
  for (const node of graph.nodes) {
    const norm = frame.nodes.get(node.id)?.norm ?? 0;
    if (node.kind === 'parameter' && norm > most) [most, found] = [norm, node];
  }
  const path = found && pathOf(found, graph);
  if (path === held?.path) return held;
  return path ? { path, since: now } : null;
}

/** @param {State} state @returns {Part[]} */
export function narrate(state) {
  const { phase, frame } = state.run;
  const { notice } = state.shell;
  /** @type {Part[]} */
  const parts = [];
  if (notice) {
    parts.push(notice);
    const { key } = notice;
    if (key === 'say.nan' || key === 'say.nanGradient') return [...parts, { key: 'say.nanHint' }];
  }
  if (phase === 'broken') return parts;
  if (phase === 'loading') return [...parts, { key: 'say.loading' }];
  if (awaitsPoints(state)) return [...parts, { key: 'say.own' }];
  if (!frame) return [...parts, { key: 'say.preparing' }];

  const { step, loss } = frame.progress;
  const args = { loss: short(loss) };
  const edited = editedAt(state, step);
  if (phase === 'paused') {
    // A state, and nothing that goes on. Of a stop by its condition the notice has said it.
    const stopped = notice?.key === 'say.goal';
    if (edited === step) parts.push({ key: 'say.edited', args });
    if (step === 0) return [...parts, { key: 'say.ready' }];
    if (!stopped) {
      parts.push({ key: 'say.step', args: { step: count(step) }, strong: true });
      parts.push({ key: 'say.paused' });
      if (edited !== step && Number.isFinite(loss)) parts.push({ key: 'say.loss', args });
    }
  } else {
    parts.push({ key: 'say.step', args: { step: count(step) }, strong: true });
    // How it went before a weight was changed says nothing about how it goes now.
    const curve = frame.curves?.loss ?? EMPTY_CURVE;
    const going = trend(curve, edited);
    // Nor does a test of before it.
    const since = overfitSince(curve, tested(frame.curves?.test_loss), (edited ?? -1) + 1);
    if (edited !== undefined && going === 'first') parts.push({ key: 'say.edited', args });
    else if (going === 'rising' || since === undefined) parts.push({ key: `say.${going}` });
    else parts.push({ key: 'say.overfit', args: { step: since } });
  }
  if (state.voice.steepest)
    parts.push({ key: 'say.largest', node: state.voice.steepest.path, apart: true });
  return parts;
}
