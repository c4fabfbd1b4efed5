/** Pan and zoom of the graph, as what is drawn changes. */
import { anchored, isWhole, OVERVIEW } from '../../drawing/viewport.js';
import { drawn, viewOf } from './drawn.js';

/**
 * @typedef {import('./slice.js').State} State
 * @typedef {Pick<import('../../session/commands.js').Kit<State>, 'get' | 'set'>} Store
 */

/** What is drawn, and the view of it. @param {State} state */
export function viewed(state) {
  const shown = drawn(state);
  return shown && { layout: shown.layout, view: viewOf(state, shown.layout) };
}

/**
 * Changes what is drawn, and keeps a card where it is on the screen.
 * @param {Store} store
 * @param {string | null} key
 * @param {() => void} change
 */
export function anchor({ get, set }, key, change) {
  const before = viewed(get());
  change();
  const after = drawn(get());
  if (!before || !after || key === null) return;
  const from = before.layout.cards.get(key) ?? before.layout.boxes.get(key.slice(2));
  const to = after.layout.cards.get(key) ?? after.layout.boxes.get(key.slice(2));
  if (from && to) set({ graph: { view: anchored(before.view, from, to) } });
}

/**
 * Changes all that is drawn: the chosen card stays where it is; without one the whole is fitted.
 * @param {Store} store
 * @param {() => void} change
 */
export function redraw(store, change) {
  /** @type {HTMLElement | null} */
  const chosen = document.querySelector('.card[aria-pressed="true"]');
  anchor(store, chosen?.dataset.key ?? null, () => {
    change();
    store.set({ graph: { view: null } });
  });
}

/**
 * Brings a card into view, and leaves the graph where it is when it is there.
 * @param {Store} store
 * @param {string} key
 */
export function show({ get, set }, key) {
  const now = viewed(get());
  const rect = now?.layout.cards.get(key);
  const { plane } = get().graph;
  if (!rect || !now || isWhole(now.view, now.layout, plane)) return;
  const { view, layout } = now;
  const { width } = plane;
  const height = plane.height - (layout.vertical ? 0 : OVERVIEW);
  const push = (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {number} */ space,
  ) => (from < 0 ? 8 - from : to > space ? space - to - 8 : 0);
  const dx = push(rect.x * view.k + view.x, (rect.x + rect.w) * view.k + view.x, width);
  const dy = push(rect.y * view.k + view.y, (rect.y + rect.h) * view.k + view.y, height);
  if (dx !== 0 || dy !== 0) set({ graph: { view: { ...view, x: view.x + dx, y: view.y + dy } } });
}
