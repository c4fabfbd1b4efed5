/** What a link opens. */
import { LinkError, LONGEST } from '../session/link.js';
import { isSelfStarting, SPEEDS } from '../state/slices.js';
import { plainView, readHash, writeHash } from './address.js';

/**
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('./state.js').State} State
 * @typedef {ReturnType<typeof import('../state/store.js').createStore<State>>} Store
 */

/** The engine's first scenario. @type {Recipe} */
const plainRecipe = { scenario: '', config: {}, points: null, changes: [] };

/** How often the address is brought up to date, in milliseconds: browsers take only so many changes. */
const ADDRESS_MS = 500;

/**
 * Shows what the address says.
 * @param {Store} store
 * @returns {Recipe} of the link, or the first scenario
 */
export function openAddress({ dispatch }) {
  const set = (/** @type {import('../state/store.js').Patch} */ patch) =>
    dispatch({ type: 'set', patch });
  // Discard view settings from the previous link.
  set(plainView);
  try {
    const link = readHash(location.hash);
    if (!link) return plainRecipe;
    set(link.view);
    const args = { list: link.unknown };
    const notice = { key: 'say.linkValue', reason: 'link.unknown', args, warning: true };
    if (link.unknown) set({ shell: { notice } });
    return link.recipe;
  } catch (error) {
    const { reason, list } = error instanceof LinkError ? error : new LinkError('link.badForm');
    set({ shell: { notice: { key: 'say.badLink', reason, args: { list }, warning: true } } });
    return plainRecipe;
  }
}

/**
 * Keeps the address and the page together: the address follows what a person sets, so that a reload or
 * a bookmark keeps it, and another link in the same page, such as one from a lesson, starts its run.
 * @param {Store} store
 * @param {import('../session/session.js').Session} session
 */
export function followAddress(store, session) {
  const { get, dispatch } = store;
  /** The run that is left, and the link to the one that followed it. */
  let [left, link] = [get().run.recipe, ''];
  /** @returns {string} the link to what is shown; '' until the run is there that was opened */
  const linkNow = () => {
    const { recipe } = get().run;
    return recipe && recipe !== left ? writeHash(recipe, get()) : '';
  };
  // At once when the run is there, so that the first change after it is seen as one.
  store.subscribe(() => {
    if (link === '') queueMicrotask(() => (link ||= linkNow()));
  });
  // Until the first change a link stays as it was written, and so does a bad one.
  setInterval(() => {
    const before = link;
    link = linkNow() || link;
    if (before && before !== link && link.length <= LONGEST) history.replaceState(null, '', link);
  }, ADDRESS_MS);
  window.addEventListener('hashchange', () => {
    [left, link] = [get().run.recipe, ''];
    const shell = { notice: null, sheet: null, drawing: false };
    dispatch({ type: 'set', patch: { shell, run: { refused: null } } });
    session.open(openAddress(store));
    const runs = isSelfStarting(get());
    session.pace(runs ? SPEEDS[get().run.speed] : 0);
    // Before the engine is there, its answer sets the phase.
    const { phase } = get().run;
    if (phase === 'running' || phase === 'paused')
      dispatch({ type: 'set', patch: { run: { phase: runs ? 'running' : 'paused' } } });
  });
}
