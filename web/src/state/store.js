/** Everything the page shows, and how it changes: one pure function from state and action to state. */

import { pathOf } from '../shared/paths.js';
import { joined } from '../shared/series.js';
import { groupsOf } from './layers.js';
import { scenarioOf } from './own.js';

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
 * @typedef {import('../shared/protocol.js').TensorWindow} TensorWindow
 * @typedef {import('../shared/protocol.js').Points} Points
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').RunReply} RunReply
 *
 * @typedef {'loading' | 'paused' | 'running' | 'broken'} Phase
 * @typedef {'system' | 'light' | 'dark'} Theme
 * @typedef {'data' | 'network' | 'runs' | 'link' | 'check'} Sheet
 * @typedef {'loss' | 'norms' | 'classes'} Chart
 *
 * @typedef {object} Notice what happened beside the ordinary course
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
 * @typedef {{ layer: number, unit: number, pinned: boolean }} Neuron layer from 1
 *
 * @typedef {object} Check the gradcheck of the tape at one step
 * @property {'asked' | 'busy' | 'done' | 'missing' | 'broken'} phase missing: the double engine
 * @property {number} step
 * @property {import('../shared/protocol.js').CheckRow[]} rows those that are done
 *
 * @typedef {object} View pan and zoom of the graph; undefined parts are fitted
 * @property {number} x
 * @property {number} y
 * @property {number} k
 *
 * @typedef {object} State
 * @property {Language} language
 * @property {Theme} theme
 * @property {boolean} systemDark
 * @property {boolean} printing
 * @property {boolean} projector larger and with more contrast
 * @property {Phase} phase
 * @property {number} parts of the page that are drawn, and
 * @property {number} cards of the graph: more in each frame, so that none of them takes long
 * @property {Notice | null} notice
 * @property {Descriptions | null} engine
 * @property {Config} config as the engine has it
 * @property {Recipe | null} recipe
 * @property {TapeGraph | null} graph
 * @property {RunReply['hidden']} hidden hidden layers
 * @property {number[]} parameters ids
 * @property {Points | null} points
 * @property {Frame | null} frame
 * @property {{ path: string, since: number } | null} steepest the parameter that is told to have the
 *   largest gradient, and since when
 * @property {number} flow how far the dashes on the wires have moved, in pixels
 * @property {{ step: number, curves: Record<string, Curve> } | null} past curves of a worker that was
 *   lost, up to the step from which another one went on
 * @property {number} speed 0 (slow motion) to SPEEDS.length - 1
 * @property {string | null} selected path of the chosen node, see pathOf
 * @property {Neuron | null} neuron the hidden unit whose map is shown large
 * @property {number} neuronGroup whose units are shown small: which of groupsOf
 * @property {boolean} grouped
 * @property {ReadonlySet<string>} collapsed
 * @property {boolean} hidePlain
 * @property {View | null} view null: fitted
 * @property {{ width: number, height: number }} plane size of the graph's plane on the screen
 * @property {Chart} chart
 * @property {'norm' | 'ratio' | 'distributions'} measure of the gradients' chart
 * @property {boolean} log
 * @property {number | null} cursor step under the chart's cursor
 * @property {Sheet | null} sheet
 * @property {boolean} discrete
 * @property {boolean} showTest
 * @property {[number, number] | null} probe
 * @property {import('../shared/protocol.js').Probed | null} probed what the point becomes in the network
 * @property {boolean} drawing own points are drawn on the map
 * @property {number} brush target of drawn points; NaN erases
 * @property {{ bad: import('../panels/charts/csv.js').BadRow[], kept: number } | null} table what became of a table
 * @property {import('../session/late.js').Late['sources'] | 'coming' | 'missing' | null} sources C code;
 *   null until it is needed, "missing" if its script did not come
 * @property {Check | null} check
 * @property {TensorWindow | null} window numbers of the chosen node
 * @property {number} element of it whose numbers are followed
 * @property {import('../shared/protocol.js').Example | null} example
 * @property {{ key: TextKey, text: string } | null} mistyped a number of it that could not be taken
 * @property {'value' | 'gradient'} windowKind
 * @property {number} windowRow
 * @property {number} windowColumn
 * @property {KeptRun[]} runs
 * @property {ReadonlySet<string>} hide
 * @property {{ key: string, problem: Problem } | null} refused the last setting that was refused
 * @property {number | null} widthAt the layer whose width was changed last, if that was the change
 * @property {string | null} lastKey the last setting that was tried
 * @property {string | null} loading name of the file being loaded
 * @property {boolean} autostart the first run begins by itself, but not before who
 * @property {boolean} still asked for less motion
 * @property {'copied' | 'manual' | 'tooLong' | null} link
 */

/** Steps per second of the speed control; the last is as fast as it goes. */
export const SPEEDS = [1, 2, 5, 15, 60, 250, 1000, 5000, Infinity];

/** @type {State} */
export const initialState = {
  language: 'en',
  theme: 'system',
  systemDark: false,
  printing: false,
  projector: false,
  phase: 'loading',
  parts: 0,
  cards: 0,
  notice: null,
  engine: null,
  config: {},
  recipe: null,
  graph: null,
  hidden: [],
  parameters: [],
  points: null,
  frame: null,
  steepest: null,
  flow: 0,
  past: null,
  // For some seconds one sees the loss fall; ten times as fast it has fallen before one looks.
  speed: 4,
  selected: null,
  neuron: null,
  neuronGroup: 0,
  grouped: true,
  collapsed: new Set(),
  hidePlain: false,
  view: null,
  plane: { width: 0, height: 0 },
  chart: 'loss',
  measure: 'norm',
  log: true,
  cursor: null,
  sheet: null,
  discrete: false,
  showTest: true,
  probe: null,
  probed: null,
  drawing: false,
  brush: 1,
  table: null,
  sources: null,
  check: null,
  window: null,
  element: 0,
  example: null,
  mistyped: null,
  windowKind: 'value',
  windowRow: 0,
  windowColumn: 0,
  runs: [],
  hide: new Set(),
  refused: null,
  widthAt: null,
  lastKey: null,
  loading: null,
  link: null,
  autostart: true,
  still: false,
};

/**
 * @typedef {{ type: 'set', patch: Partial<State> }
 *   | { type: 'frame', frame: Frame }
 *   | { type: 'run', reply: RunReply }
 *   | { type: 'select', path: string | null, walked?: boolean }
 *   | { type: 'fold', module: string }
 *   | { type: 'foldAll', modules: string[] }
 *   | { type: 'keep' }
 *   | { type: 'forget', index: number }
 *   | { type: 'hide', part: string }
 *   | { type: 'grow' }} Action
 */

/** Parts of the page below the bar, and how many cards are added to the graph in a frame. */
export const PARTS = 5;
const MORE_CARDS = 6;

/**
 * A dash and the gap after it, in pixels. Dashes run from the loss towards the data, against the
 * direction of the path, one pixel with each look at the gradients: an animation of their own would
 * have the browser draw all wires again in every frame.
 */
const FLOW = 12;

/** Kept runs beyond this push the oldest out. */
export const MOST_RUNS = 6;

/** What is shown of a node that was just chosen. @type {Partial<State>} */
const UNSEEN = {
  window: null,
  windowRow: 0,
  windowColumn: 0,
  windowKind: 'value',
  element: 0,
  example: null,
  mistyped: null,
};

/** @param {ReadonlySet<string>} set @param {string} member */
function toggled(set, member) {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

/** @param {State} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  switch (action.type) {
    case 'set':
      return { ...state, ...action.patch };
    case 'frame': {
      // What a frame leaves out is as it was.
      const frame = { ...state.frame, ...withPast(action.frame, state.past) };
      const moves = state.phase === 'running' && action.frame.nodes;
      return { ...state, frame, flow: moves ? (state.flow + 1) % FLOW : state.flow };
    }
    case 'run':
      return runState(state, action.reply);
    case 'select': {
      const chosen = { ...state, ...UNSEEN, selected: action.path };
      const node = action.walked && selectedNode(chosen);
      if (!node) return chosen;
      // What was looked at is looked at there, too, if there is such a thing.
      const size = node.shape.reduce((product, extent) => product * extent, 1);
      const element = state.element < size ? state.element : 0;
      return { ...chosen, element, windowKind: node.requires_grad ? state.windowKind : 'value' };
    }
    case 'fold':
      return { ...state, collapsed: toggled(state.collapsed, action.module) };
    case 'foldAll':
      return {
        ...state,
        collapsed: new Set(state.collapsed.size > 0 ? [] : action.modules),
      };
    case 'keep': {
      const curves = state.frame?.curves;
      if (!curves || !state.recipe) return state;
      const { config } = state.recipe;
      const scenario = scenarioOf(state) ?? '';
      const index = (state.runs.at(-1)?.index ?? 0) + 1;
      const run = { index, scenario, config, train: curves.loss, test: curves.test_loss };
      return { ...state, runs: [...state.runs, run].slice(-MOST_RUNS) };
    }
    case 'forget':
      return { ...state, runs: state.runs.filter((run) => run.index !== action.index) };
    case 'hide':
      return { ...state, hide: toggled(state.hide, action.part), link: null };
    case 'grow':
      if (state.parts < PARTS) return { ...state, parts: state.parts + 1 };
      // The first comes alone, with the layout of all.
      return { ...state, cards: state.cards === 0 ? 1 : state.cards + MORE_CARDS };
  }
}

/** @param {Frame} frame @param {State['past']} past @returns {Frame} */
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
 * @param {State} state
 * @param {RunReply} reply
 * @returns {State}
 */
function runState(state, { config, graph, points, hidden, parameters, recipe, fresh }) {
  const known = { config, graph, points, hidden, parameters, recipe };
  const group = Math.min(state.neuronGroup, Math.max(0, groupsOf(hidden).length - 1));
  const frame = fresh || !state.frame ? null : { ...state.frame, nodes: new Map() };
  const cursor = fresh ? null : state.cursor;
  const past = fresh ? null : state.past;
  const steepest = fresh ? null : state.steepest;
  const away = { window: null, mistyped: null, neuron: null };
  const rest = { frame, steepest, past, cursor, neuronGroup: group, ...away };
  return { ...state, ...known, ...rest };
}

/**
 * @param {State} start
 * @returns {{ get: () => State, dispatch: (action: Action) => void,
 *   subscribe: (listener: () => void) => void }}
 */
export function createStore(start) {
  let state = start;
  /** @type {(() => void)[]} */
  const listeners = [];
  return {
    get: () => state,
    dispatch(action) {
      state = reduce(state, action);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}

/** @param {State} state @returns {import('../shared/protocol.js').TapeNode | undefined} */
export function selectedNode({ graph, selected }) {
  if (!graph || selected === null) return undefined;
  return graph.nodes.find((node) => pathOf(node, graph) === selected);
}

/**
 * Whether there is more to draw than was drawn. Panels wait for the first run: empty they would cost
 * as much as with it.
 * @param {State} state
 */
export const isGrowing = ({ parts, cards, graph, phase }) =>
  parts < (graph || phase !== 'loading' ? PARTS : 1) || cards < (graph?.nodes.length ?? 0);

/**
 * Whether the first run begins by itself. Whoever asked for less motion begins it: what moves then was
 * asked for. The link does not know of it, and begins for others.
 * @param {State} state
 */
export const isSelfStarting = ({ autostart, still }) => autostart && !still;

/** Whether the inspector is about to show C code that has yet to come. @param {State} state */
export const needsSources = (state) =>
  state.sources === null && !state.hide.has('inspector') && Boolean(selectedNode(state)?.op);

/**
 * The charts that there are: numbers to fit have no classes. One that is open stays until it is left.
 * @param {State} state
 */
export const chartsOf = ({ points, chart }) =>
  /** @type {Chart[]} */ (['loss', 'norms', 'classes']).filter(
    (each) => each !== 'classes' || points?.classes !== 0 || chart === each,
  );
