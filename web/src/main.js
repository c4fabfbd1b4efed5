/** The page's beginning: state, session, views, and the loop that draws what has changed. */
// First of all, so that the worker boots meanwhile.
import './workers.js';

import { render } from 'lit-html';
import { makeActions } from './actions.js';
import { pointedAt, pressed } from './keys.js';
import { areaOf } from './model/area.js';
import { LinkError, readHash, writeHash } from './model/hash.js';
import { chooseLanguage } from './model/i18n.js';
import {
  createStore,
  initialState,
  isGrowing,
  needsSources,
  pathOf,
  SPEEDS,
} from './model/state.js';
import { recall, remember } from './preferences.js';
import { Session } from './session.js';
import { app, contextOf } from './view/app.js';
import { paintPending } from './view/canvas.js';
import { coloursOf, isDark } from './view/theme.js';
import { makeWorker } from './workers.js';

/**
 * @typedef {import('./model/protocol.js').Reply} Reply
 * @typedef {import('./model/protocol.js').Wish} Wish
 * @typedef {import('./model/protocol.js').Recipe} Recipe
 */

/** What a frame holds is asked for at most this often, in milliseconds. */
const EVERY = {
  curves: 66,
  nodes: 66,
  rows: 66,
  map: 33,
  neurons: 250,
  confusion: 250,
  distributions: 250,
};

/** How fine the map is, in cells on a side. */
const MAP_SIZE = 72;

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const store = createStore({
  ...initialState,
  language: chooseLanguage(navigator.languages),
  systemDark: darkQuery.matches,
  ...recall(),
});
const { get, dispatch } = store;
/** @param {Partial<import('./model/state.js').State>} patch */
const set = (patch) => dispatch({ type: 'set', patch });

/** The engine's first scenario. @type {Recipe} */
const plainRecipe = { scenario: '', config: {}, points: null, changes: [] };

/** @returns {Recipe} of the link, or the first scenario */
function firstRecipe() {
  try {
    const link = readHash(location.hash);
    if (!link) return plainRecipe;
    set(link.view);
    return link.recipe;
  } catch (error) {
    const reason = error instanceof LinkError ? error.reason : 'link.badForm';
    set({ notice: { key: 'say.badLink', reason, warning: true } });
    return plainRecipe;
  }
}

const session = new Session(
  makeWorker,
  {
    reply: hear,
    replaced(step) {
      if (get().check?.phase === 'asked') set({ check: null });
      set({ notice: { key: 'say.restarted', args: { step }, warning: true } });
    },
    broken: (problem) =>
      set({ phase: 'broken', notice: { key: 'say.broken', problem, warning: true } }),
  },
  firstRecipe(),
);
const actions = makeActions(store, {
  send(command) {
    session.send(command);
    touch();
  },
  look: (command) => session.send(command),
  makeWorker,
});

// Said at once, so that the first step waits for nothing of the page.
if (get().autostart) session.send({ type: 'run', rate: SPEEDS[get().speed] });

/** @param {Reply} reply */
function hear(reply) {
  switch (reply.type) {
    case 'ready':
      return set({ engine: reply.descriptions });
    case 'run': {
      dispatch({ type: 'run', reply });
      if (get().phase === 'loading') set({ phase: get().autostart ? 'running' : 'paused' });
      if (reply.fresh) actions.endProbe();
      asked = { ...NEVER };
      touch();
      actions.askWindow();
      return;
    }
    case 'recipe':
      return set({ recipe: reply.recipe, config: reply.config });
    case 'frame': {
      dispatch({ type: 'frame', frame: reply.frame });
      // Of a large network's neurons only some come at a time.
      if ((reply.frame.neurons?.length ?? Infinity) < neuronCount(get())) stale.add('neurons');
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

/** @param {import('./model/state.js').State} state */
const neuronCount = ({ hidden, neuronLayer }) => Math.min(hidden[neuronLayer]?.units ?? 0, 32);

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
        : { key: 'say.goal', args: { step, loss: progress.loss.toPrecision(3) } },
  });
  asked = { ...NEVER };
  touch();
}

/** @param {Extract<Reply, { type: 'refused' }>} reply */
function refused({ problem, command }) {
  const key = get().lastKey;
  if (command === 'set' && key !== null) set({ refused: { key, problem } });
  else {
    const sentence = command === 'start' ? 'say.linkValue' : 'say.refused';
    set({ notice: { key: sentence, problem, warning: true } });
  }
}

/* Frames: asked for when the last one is on the screen, so that drawing never falls behind. */

/** @typedef {keyof typeof EVERY} Part */

const PARTS = /** @type {Part[]} */ (Object.keys(EVERY));
/** When each part was last asked for; a part that has changed since is stale. */
const NEVER = { curves: 0, nodes: 0, rows: 0, map: 0, neurons: 0, confusion: 0, distributions: 0 };
let asked = { ...NEVER };
/** @type {Set<Part>} */
const stale = new Set();
/** What the map shows: another wish does not wait for its turn. */
let mapWish = '';

/** Everything on the screen may be out of date. */
function touch() {
  for (const part of PARTS) stale.add(part);
}

/** @param {number} now @returns {Wish | null} null when nothing is due */
function wishAt(now) {
  const state = get();
  if (state.phase === 'running') touch();
  const area = areaOf(state);
  const { neuron, discrete, neuronLayer } = state;
  const { look } = coloursOf(state);
  const mapNow = JSON.stringify([neuron, neuronLayer, discrete, area, look]);
  if (mapNow !== mapWish) {
    mapWish = mapNow;
    for (const part of /** @type {const} */ (['map', 'neurons'])) {
      stale.add(part);
      asked[part] = 0;
    }
  }
  const late = (/** @type {Part} */ part) => stale.has(part) && now - asked[part] >= EVERY[part];
  // What is new comes alone: to draw it for the first time costs most.
  const wanted = PARTS.filter((part) => isWanted(part, state) && late(part));
  const news = wanted.find((part) => asked[part] === 0);
  const due = (/** @type {Part} */ part) => (news ? part === news : wanted.includes(part));
  const wish = {
    nodes: due('nodes'),
    curves: due('curves'),
    rows: due('rows'),
    confusion: due('confusion'),
    distributions: due('distributions'),
    map: due('map') ? mapOf(area) : null,
    neurons: due('neurons') ? neuronLayer : null,
  };
  // Neurons come with a map, whose area and colours they share.
  if (wish.neurons !== null && !wish.map) wish.map = mapOf(area);
  const taken = PARTS.filter((part) => wish[part] !== false && wish[part] !== null);
  for (const part of taken) {
    asked[part] = now;
    stale.delete(part);
  }
  return taken.length > 0 ? wish : null;
}

/** Whether a part is on the screen. @param {Part} part @param {import('./model/state.js').State} state */
function isWanted(part, { chart, hide, hidden, measure }) {
  if (part === 'rows') return chart === 'norms' && measure !== 'distributions';
  if (part === 'distributions') return chart === 'norms' && measure === 'distributions';
  if (part === 'confusion') return chart === 'classes';
  if (part === 'map') return !hide.has('map');
  if (part === 'neurons') return !hide.has('map') && hidden.length > 0;
  return true;
}

/** @param {import('./model/area.js').Area} area */
function mapOf(area) {
  const { neuron, discrete } = get();
  const colours = coloursOf(get());
  return {
    area,
    size: MAP_SIZE,
    neuron: neuron && { layer: neuron.layer, unit: neuron.unit },
    discrete,
    colours: [colours.valueMinus, colours.middle, colours.valuePlus].map(hexNumber),
    classColours: colours.classes.map(hexNumber),
  };
}

/** @param {string} hex */
const hexNumber = (hex) => Number.parseInt(hex.slice(1), 16);

let dirty = true;
store.subscribe(() => {
  dirty = true;
});

/** @type {HTMLElement} */
let root;
let rendered = get();

function draw() {
  const state = get();
  dress(state);
  render(app(contextOf(state, actions)), root);
  observe();
  if (needsSources(state)) actions.loadSources();
  if (state.theme !== rendered.theme || state.language !== rendered.language) remember(state);
  rendered = state;
}

/**
 * Language and colours of the document. Even the same value, set again, would have every element's
 * style worked out anew.
 * @param {import('./model/state.js').State} state
 */
function dress(state) {
  const { documentElement: html } = document;
  const theme = isDark(state) ? 'dark' : 'light';
  if (html.lang !== state.language) html.lang = state.language;
  if (html.dataset.theme !== theme) html.dataset.theme = theme;
  const view = state.projector ? 'projector' : 'screen';
  if (html.dataset.view !== view) html.dataset.view = view;
}

/** What is told of the sizes of elements, until they are there. @type {Map<string, (element: HTMLElement) => void>} */
const unseen = new Map([
  // The layout of the graph depends on it.
  [
    '.plane',
    ({ clientWidth: width, clientHeight: height }) => set({ plane: { width, height }, view: null }),
  ],
  // Drawers begin below both.
  ['.bar', ({ offsetHeight }) => root.style.setProperty('--bar', `${offsetHeight}px`)],
  ['.sentence', ({ offsetHeight }) => root.style.setProperty('--sentence', `${offsetHeight}px`)],
]);

function observe() {
  for (const [selector, told] of unseen) {
    const element = /** @type {HTMLElement | null} */ (root.querySelector(selector));
    if (!element) continue;
    unseen.delete(selector);
    new ResizeObserver(() => told(element)).observe(element);
  }
}

/** @param {number} now */
function tick(now) {
  requestAnimationFrame(tick);
  // The worker makes the next frame while this one is drawn.
  const wish = session.idle ? wishAt(now) : null;
  if (wish) session.pull(wish);
  if (!dirty) return;
  dirty = false;
  draw();
  if (isGrowing(get())) dispatch({ type: 'grow' });
}

const printQuery = matchMedia('print');
printQuery.addEventListener('change', () => {
  set({ printing: printQuery.matches });
  // Paper takes what is drawn when this returns.
  while (isGrowing(get())) dispatch({ type: 'grow' });
  draw();
  paintPending();
});
darkQuery.addEventListener('change', () => set({ systemDark: darkQuery.matches }));
window.addEventListener('resize', () => {
  dirty = true;
});
window.addEventListener('pointerdown', pointedAt, { capture: true });
window.addEventListener('keydown', (event) => pressed(event, get(), actions));
// Another link in the same page, such as one from a lesson, starts its run.
window.addEventListener('hashchange', () => {
  if (get().recipe && location.hash === writeHash(get().recipe ?? plainRecipe, get())) return;
  session.send({ type: 'recipe', recipe: firstRecipe() });
});

function begin() {
  root = /** @type {HTMLElement} */ (document.getElementById('app'));
  root.replaceChildren();
  requestAnimationFrame(tick);
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
