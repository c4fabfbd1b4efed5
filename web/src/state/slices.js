/** The slices that all panels share: the run, and the shell around the panels. */
import { joined } from '../shared/series.js';
import { awaitsPoints, scenarioOf } from './own.js';

/**
 * @typedef {import('../i18n/text.js').Language} Language
 * @typedef {import('../i18n/text.js').TextKey} TextKey
 * @typedef {import('../i18n/text.js').TextArgs} TextArgs
 * @typedef {import('../shared/protocol.js').TapeGraph} TapeGraph
 * @typedef {import('../shared/series.js').Curve} Curve
 * @typedef {import('../shared/protocol.js').Frame} Frame
 * @typedef {import('../shared/protocol.js').Descriptions} Descriptions
 * @typedef {import('../shared/protocol.js').Problem} Problem
 * @typedef {import('../shared/protocol.js').Config} Config
 * @typedef {import('../shared/protocol.js').Points} Points
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').OpenedReply} OpenedReply
 * @typedef {import('./store.js').State} State
 *
 * @typedef {'loading' | 'paused' | 'running' | 'broken'} Phase
 * @typedef {'system' | 'light' | 'dark'} Theme
 * @typedef {'data' | 'network' | 'runs' | 'link' | 'check'} Sheet
 *
 * @typedef {object} Notice an event beside the ordinary course
 * @property {TextKey} key
 * @property {TextArgs} [args]
 * @property {string} [node] path of the node that {name} stands for
 * @property {Problem} [problem] the engine's own sentence, for {reason}
 * @property {Problem[]} [more] of them
 * @property {TextKey} [reason] the page's own, for {reason}
 * @property {boolean} [warning]
 *
 * @typedef {object} KeptRun
 * @property {number} index
 * @property {string} scenario
 * @property {Config} config what differs from it
 * @property {Curve} train
 * @property {Curve} test
 *
 * @typedef {object} Run
 * @property {Phase} phase
 * @property {boolean} autostart the first run begins by itself, unless less motion was asked for
 * @property {number} speed 0 (slow motion) to SPEEDS.length - 1
 * @property {Descriptions | null} engine
 * @property {Config} config as the engine has it
 * @property {Recipe | null} recipe
 * @property {TapeGraph | null} graph
 * @property {OpenedReply['hidden']} hidden hidden layers
 * @property {number[]} parameters ids
 * @property {Points | null} points
 * @property {Frame | null} frame
 * @property {{ step: number, curves: Record<string, Curve> } | null} past curves of a worker that was
 *   lost, up to the step from which another one went on
 * @property {KeptRun[]} kept
 * @property {{ key: string, problem: Problem } | null} refused the last setting that was refused
 * @property {number | null} widthAt the layer whose width was changed last, if that was the change
 *
 * @typedef {object} Shell
 * @property {Language} language
 * @property {Theme} theme
 * @property {boolean} systemDark
 * @property {boolean} printing
 * @property {boolean} projector larger and with more contrast
 * @property {boolean} still less motion was asked for
 * @property {string} view the room: an ordered list of panels, see app/views.js
 * @property {number} parts of the page that are drawn: one more in each frame, so that none takes long
 * @property {ReadonlySet<string>} hide
 * @property {Notice | null} notice
 * @property {Sheet | null} sheet the drawer that is open
 * @property {boolean} drawing own points are drawn on the map
 */

/** Steps per second of the speed control; the last is as fast as it goes. */
export const SPEEDS = [1, 2, 5, 15, 60, 250, 1000, 5000, Infinity];

/** Kept runs beyond this push the oldest out. */
const MOST_RUNS = 6;

/** @type {import('./store.js').Slice<Run>} */
export const run = {
  initial: {
    phase: 'loading',
    autostart: true,
    // For some seconds one sees the loss fall; ten times as fast it has fallen before one looks.
    speed: 4,
    engine: null,
    config: {},
    recipe: null,
    graph: null,
    hidden: [],
    parameters: [],
    points: null,
    frame: null,
    past: null,
    kept: [],
    refused: null,
    widthAt: null,
  },
  reduce(own, action) {
    if (action.type === 'frame') {
      // These three belong to other slices; what a frame leaves out is as it was.
      const { window, example, probe, ...frame } = action.frame;
      return { ...own, frame: { ...own.frame, ...withPast(frame, own.past) } };
    }
    return action.type === 'run' ? renewed(own, action.reply) : own;
  },
};

/** @type {import('./store.js').Slice<Shell>} */
export const shell = {
  initial: {
    language: 'en',
    theme: 'system',
    systemDark: false,
    printing: false,
    projector: false,
    still: false,
    view: 'network',
    parts: 0,
    hide: new Set(),
    notice: null,
    sheet: null,
    drawing: false,
  },
  reduce: (own, action, state) =>
    action.type === 'run' && awaitsPoints(state) ? { ...own, drawing: true } : own,
};

/** @param {Frame} frame @param {Run['past']} past @returns {Frame} */
function withPast(frame, past) {
  if (!past || !frame.curves) return frame;
  const curves = Object.entries(frame.curves).map(([name, curve]) => {
    const before = past.curves[name];
    return [name, before ? joined(before, curve, past.step) : curve];
  });
  return { ...frame, curves: Object.fromEntries(curves) };
}

/**
 * A new run, or the same one on a new tape: nothing of the older tape may be shown with it.
 * @param {Run} own
 * @param {OpenedReply} reply
 * @returns {Run}
 */
function renewed(own, { config, graph, points, hidden, parameters, recipe, fresh }) {
  const known = { config, graph, points, hidden, parameters, recipe };
  const frame = fresh || !own.frame ? null : { ...own.frame, nodes: new Map() };
  return { ...own, ...known, frame, past: fresh ? null : own.past };
}

/**
 * The kept runs, and the current one as it is now.
 * @param {State} state
 * @returns {KeptRun[]}
 */
export function keptWithCurrent(state) {
  const { frame, recipe, kept } = state.run;
  const curves = frame?.curves;
  if (!curves || !recipe) return kept;
  const scenario = scenarioOf(state) ?? '';
  const index = (kept.at(-1)?.index ?? 0) + 1;
  const { config } = recipe;
  const current = { index, scenario, config, train: curves.loss, test: curves.test_loss };
  return [...kept, current].slice(-MOST_RUNS);
}

/**
 * Whether the first run begins by itself. A person who asked for less motion begins it. The link does
 * not know of that, and begins for others.
 * @param {State} state
 */
export const isSelfStarting = ({ run: { autostart }, shell: { still } }) => autostart && !still;
