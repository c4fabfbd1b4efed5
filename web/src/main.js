/** The page's beginning: state, session, views, and the loop that draws what has changed. */
import worker from 'slm:worker';
import { render } from 'lit-html';
import { makeActions } from './actions.js';
import { pointedAt, pressed } from './keys.js';
import { areaOf } from './model/area.js';
import { LinkError, readHash, writeHash } from './model/hash.js';
import { chooseLanguage, dictionaries } from './model/i18n.js';
import { createStore, initialState, needsSources, pathOf } from './model/state.js';
import { recall, remember } from './preferences.js';
import { Session } from './session.js';
import { scriptUrl } from './trusted.js';
import { app, classColoursOf, contextOf } from './view/app.js';
import { coloursOf, isDark } from './view/theme.js';

/**
 * @typedef {import('./model/protocol.js').Reply} Reply
 * @typedef {import('./model/protocol.js').Wish} Wish
 * @typedef {import('./model/protocol.js').Recipe} Recipe
 */

/** What a frame holds is asked for at most this often, in milliseconds. */
const EVERY = { nodes: 66, curves: 66, rows: 66, map: 33, neurons: 250, confusion: 250 };

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

function makeWorker() {
  const url = URL.createObjectURL(new Blob([worker], { type: 'text/javascript' }));
  const made = new Worker(scriptUrl(url));
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return made;
}

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

/** @param {Reply} reply */
function hear(reply) {
  switch (reply.type) {
    case 'ready':
      return set({ engine: reply.descriptions });
    case 'run': {
      dispatch({ type: 'run', reply });
      if (get().phase === 'loading') {
        set({ phase: 'paused' });
        if (get().autostart) actions.toggle();
      }
      // The cross that draws points by keyboard stays where it is.
      if (reply.fresh && !get().drawing) actions.endProbe();
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

/** When each part was last asked for; a part that has changed since is stale. */
const NEVER = { nodes: 0, curves: 0, rows: 0, map: 0, neurons: 0, confusion: 0 };
let asked = { ...NEVER };
/** @type {Set<Part>} */
const stale = new Set();
/** What the map shows: another wish does not wait for its turn. */
let mapWish = '';

/** Everything on the screen may be out of date. */
function touch() {
  for (const part of /** @type {Part[]} */ (Object.keys(EVERY))) stale.add(part);
}

/** @param {number} now @returns {Wish | null} null when nothing is due */
function wishAt(now) {
  const state = get();
  if (state.phase === 'running') touch();
  const dark = isDark(state);
  const area = areaOf(state);
  const { neuron, discrete, neuronLayer } = state;
  const wanted = JSON.stringify([neuron, neuronLayer, discrete, area, dark]);
  if (wanted !== mapWish) {
    mapWish = wanted;
    for (const part of /** @type {const} */ (['map', 'neurons'])) {
      stale.add(part);
      asked[part] = 0;
    }
  }
  const due = (/** @type {Part} */ part) => stale.has(part) && now - asked[part] >= EVERY[part];
  const mapShown = !state.hide.has('map');
  const wish = {
    nodes: due('nodes'),
    curves: due('curves'),
    rows: state.chart === 'norms' && due('rows'),
    confusion: state.chart === 'classes' && due('confusion'),
    map: mapShown && due('map') ? mapOf(area, dark) : null,
    neurons: mapShown && state.hidden.length > 0 && due('neurons') ? neuronLayer : null,
  };
  // Neurons come with a map, whose area and colours they share.
  if (wish.neurons !== null && !wish.map) wish.map = mapOf(area, dark);
  let any = false;
  for (const part of /** @type {Part[]} */ (Object.keys(EVERY))) {
    if (wish[part] === false || wish[part] === null) continue;
    any = true;
    asked[part] = now;
    stale.delete(part);
  }
  return any ? wish : null;
}

/** @param {import('./model/area.js').Area} area @param {boolean} dark */
function mapOf(area, dark) {
  const { neuron, discrete } = get();
  const colours = coloursOf(dark);
  return {
    area,
    size: MAP_SIZE,
    neuron: neuron && { layer: neuron.layer, unit: neuron.unit },
    discrete,
    colours: [colours.valueMinus, colours.middle, colours.valuePlus].map(hexNumber),
    classColours: classColoursOf(dark).map(hexNumber),
  };
}

/** @param {string} hex */
const hexNumber = (hex) => Number.parseInt(hex.slice(1), 16);

let dirty = true;
store.subscribe(() => {
  dirty = true;
});

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
root.replaceChildren();
let rendered = get();

function draw() {
  const state = get();
  dress(state);
  render(app(contextOf(state, actions)), root);
  if (!observed) observePlane();
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
  const words = dictionaries[state.language];
  const title = `${words['app.name']} · ${words['app.tagline']}`;
  if (document.title !== title) document.title = title;
  if (html.dataset.theme !== theme) html.dataset.theme = theme;
}

let observed = false;

/** The graph's plane tells its size, on which the layout depends. */
function observePlane() {
  const plane = root.querySelector('.plane');
  if (!plane) return;
  observed = true;
  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = plane;
    set({ plane: { width, height }, view: null });
  }).observe(plane);
}

/** @param {number} now */
function tick(now) {
  requestAnimationFrame(tick);
  if (dirty) {
    dirty = false;
    draw();
  }
  if (!session.idle) return;
  const wish = wishAt(now);
  if (wish) session.pull(wish);
}

const printQuery = matchMedia('print');
printQuery.addEventListener('change', () => {
  set({ printing: printQuery.matches });
  // Paper takes what is drawn when this returns.
  draw();
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
requestAnimationFrame(tick);
