/** The page's beginning: state, session, views, and the loop that draws what has changed. */
// First of all, so that the worker boots meanwhile.
import '../session/workers.js';

import { render } from 'lit-html';
import { paintPending } from '../drawing/canvas.js';
import { isDark } from '../drawing/theme.js';
import { chooseLanguage, dictionaries } from '../i18n/text.js';
import { drawn } from '../panels/graph/drawn.js';
import { needsSources } from '../panels/inspector/slice.js';
import { LinkError, LONGEST } from '../session/link.js';
import { replyHandlers } from '../session/replies.js';
import { makeRequests } from '../session/requests.js';
import { Session } from '../session/session.js';
import { makeWorker } from '../session/workers.js';
import { isSelfStarting, SPEEDS } from '../state/slices.js';
import { createStore, patched } from '../state/store.js';
import { makeActions } from './actions.js';
import { plainView, readHash, writeHash } from './address.js';
import { pointedAt, pressed } from './keys.js';
import { lookParts } from './look.js';
import { app, contextOf } from './page.js';
import { recall, remember } from './preferences.js';
import { growth, initialState, reduce } from './state.js';

/**
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 */

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const store = createStore(
  reduce,
  patched(initialState, {
    shell: {
      language: chooseLanguage(navigator.languages),
      systemDark: darkQuery.matches,
      still: matchMedia('(prefers-reduced-motion: reduce)').matches,
      ...recall(),
    },
  }),
);
const { get, dispatch } = store;
/** @param {import('../state/store.js').PatchOf<import('./state.js').State>} patch */
const set = (patch) => dispatch({ type: 'set', patch });

/** The engine's first scenario. @type {Recipe} */
const plainRecipe = { scenario: '', config: {}, points: null, changes: [] };

/** @returns {Recipe} of the link, or the first scenario */
function firstRecipe() {
  // Of another link before it nothing stays.
  dispatch({ type: 'set', patch: plainView });
  try {
    const link = readHash(location.hash);
    if (!link) return plainRecipe;
    dispatch({ type: 'set', patch: link.view });
    if (link.unknown)
      set({
        shell: {
          notice: {
            key: 'say.linkValue',
            reason: 'link.unknown',
            args: { list: link.unknown },
            warning: true,
          },
        },
      });
    return link.recipe;
  } catch (error) {
    const { reason, list } = error instanceof LinkError ? error : new LinkError('link.badForm');
    set({ shell: { notice: { key: 'say.badLink', reason, args: { list }, warning: true } } });
    return plainRecipe;
  }
}

const requests = makeRequests(get, lookParts);
const session = new Session(
  makeWorker,
  {
    ...replyHandlers({ get, dispatch, requests }),
    changing: () => requests.touch(),
    replaced(step) {
      const curves = get().run.frame?.curves;
      if (curves) set({ run: { past: { step, curves } } });
      set({ shell: { notice: { key: 'say.restarted', args: { step }, warning: true } } });
    },
    broken: (problem) =>
      set({
        run: { phase: 'broken' },
        shell: { notice: { key: 'say.broken', problem, warning: true } },
      }),
  },
  firstRecipe(),
);
const actions = makeActions(store, session);

// Said at once, so that the first step waits for nothing of the page.
if (isSelfStarting(get())) session.pace(SPEEDS[get().run.speed]);

// Before anything is drawn, so that no other colours flash up.
dress(get());

let dirty = true;
store.subscribe(() => {
  dirty = true;
});

/** @type {HTMLElement} */
let root;
let rendered = get();

function draw() {
  const state = get();
  const focused = document.activeElement;
  const around = focused?.closest('.panel, .sheet');
  render(app(contextOf(state, actions)), root);
  // What had the focus may be gone, as a module's title is when it is folded: keys go on beside it.
  if (around && !focused?.isConnected) {
    const near = around.matches('[tabindex]') ? around : around.querySelector('[tabindex="0"]');
    /** @type {HTMLElement | null} */ (near)?.focus({ preventScroll: true });
  }
  observe();
  if (needsSources(state)) actions.loadSources();
  if (
    state.shell.theme !== rendered.shell.theme ||
    state.shell.language !== rendered.shell.language
  )
    remember(state.shell);
  rendered = state;
}

/**
 * Language and colours of the document. Even the same value, set again, would have every element's
 * style worked out anew.
 * @param {import('./state.js').State} state
 */
function dress(state) {
  const { documentElement: html } = document;
  const theme = isDark(state.shell) ? 'dark' : 'light';
  if (html.lang !== state.shell.language) html.lang = state.shell.language;
  const words = dictionaries[state.shell.language];
  const title = `${words['app.name']} · ${words['app.tagline']}`;
  if (document.title !== title) document.title = title;
  if (html.dataset.theme !== theme) html.dataset.theme = theme;
  const view = state.shell.projector ? 'projector' : 'screen';
  if (html.dataset.view !== view) html.dataset.view = view;
}

/** What is told of the sizes of elements, until they are there. @type {Map<string, (element: HTMLElement) => void>} */
const unseen = new Map([
  // The layout of the graph depends on it.
  [
    '.plane',
    ({ clientWidth: width, clientHeight: height }) =>
      set({ graph: { plane: { width, height }, view: null } }),
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
  // First, since a look holds colours.
  if (dirty) dress(get());
  // The worker makes the next frame while this one is drawn.
  const look = session.idle ? requests.at(now) : null;
  if (look) session.look(look);
  if (!dirty) return;
  dirty = false;
  draw();
  // The graph is laid out between two frames, before the one that shows it.
  if (get().run.graph && get().graph.cards === 0)
    setTimeout(() => drawn(patched(get(), { graph: { cards: 1 } })));
  const more = growth(get());
  if (more) dispatch({ type: 'set', patch: more });
}

const printQuery = matchMedia('print');
printQuery.addEventListener('change', () => {
  set({ shell: { printing: printQuery.matches } });
  // Paper takes what is drawn when this returns.
  for (let more = growth(get()); more; more = growth(get())) dispatch({ type: 'set', patch: more });
  dress(get());
  draw();
  paintPending();
});
darkQuery.addEventListener('change', () => set({ shell: { systemDark: darkQuery.matches } }));
window.addEventListener('resize', () => {
  dirty = true;
});
window.addEventListener('pointerdown', pointedAt, { capture: true });
for (const capture of [true, false])
  window.addEventListener('keydown', (event) => pressed(event, get(), actions), { capture });
/** The run that is left, and the link to the one that followed it. */
let [left, link] = [get().run.recipe, ''];
/**
 * The address follows what a person sets, so that a reload or a bookmark keeps it; now and then, since
 * browsers take only so many changes. Until then a link stays as it was written, a bad one, too.
 */
setInterval(() => {
  const { recipe } = get().run;
  if (recipe === left || !recipe) return;
  const before = link;
  link = writeHash(recipe, get());
  if (before && before !== link && link.length <= LONGEST) history.replaceState(null, '', link);
}, 500);
// Another link in the same page, such as one from a lesson, starts its run.
window.addEventListener('hashchange', () => {
  [left, link] = [get().run.recipe, ''];
  set({ shell: { notice: null, sheet: null, drawing: false }, run: { refused: null } });
  session.open(firstRecipe());
  const runs = isSelfStarting(get());
  session.pace(runs ? SPEEDS[get().run.speed] : 0);
  // Before the engine is there, it is its answer that says so.
  const { phase } = get().run;
  if (phase === 'running' || phase === 'paused')
    set({ run: { phase: runs ? 'running' : 'paused' } });
});

function begin() {
  root = /** @type {HTMLElement} */ (document.getElementById('app'));
  root.replaceChildren();
  // Before the first frame, which is busy enough with styles.
  draw();
  requestAnimationFrame(tick);
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
