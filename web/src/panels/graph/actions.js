/** The graph: which card is chosen, what is folded, where the plane stands. */

import { anchored, fit, isWhole, OVERVIEW, zoom } from '../../drawing/viewport.js';
import { within } from '../../elements/events.js';
import { pathOf } from '../../shared/paths.js';
import { toggled } from '../../state/store.js';
import { neighbour } from '../../state/walk.js';
import { drawn, viewOf } from './drawn.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** Where the chosen node is shown over the page, as in the style sheet: below it nobody would see it. */
const overlaid = matchMedia('(max-width: 1100px)');

/** @param {Element | null} element */
const focusOn = (element) => /** @type {HTMLElement | null} */ (element)?.focus();

const panelOf = () => document.getElementById('inspector');
const chosenCard = () =>
  /** @type {HTMLElement | null} */ (document.querySelector('.card[aria-pressed="true"]'));

/** Brings the chosen card out from below the panel that lies over the page. */
function uncover() {
  const [panel, card] = [panelOf(), chosenCard()];
  if (!panel || !card) return;
  const over = card.getBoundingClientRect().bottom + 16 - panel.getBoundingClientRect().top;
  if (over > 0) window.scrollBy(0, over);
}

/** Goes to the chosen node where it lies over the page. */
function openOverlay() {
  uncover();
  const panel = panelOf();
  panel?.querySelector('.body')?.scrollTo(0, 0);
  panel?.focus({ preventScroll: true });
}

/** @param {Kit} kit */
export function graphActions({ get, set, dispatch }) {
  /**
   * Changes what is drawn, and keeps a card where it is on the screen.
   * @param {string | null} key
   * @param {() => void} change
   */
  function anchor(key, change) {
    const before = drawn(get());
    const view = before && viewOf(get(), before.layout);
    change();
    const after = drawn(get());
    if (!before || !after || !view || key === null) return;
    const from = before.layout.cards.get(key) ?? before.layout.boxes.get(key.slice(2));
    const to = after.layout.cards.get(key) ?? after.layout.boxes.get(key.slice(2));
    if (from && to) set({ graph: { view: anchored(view, from, to) } });
  }

  /**
   * Changes all that is drawn: the chosen card stays where it is; without one the whole is fitted.
   * @param {() => void} change
   */
  const redraw = (change) =>
    anchor(chosenCard()?.dataset.key ?? null, () => {
      change();
      set({ graph: { view: null } });
    });

  /** @type {{ x: number, y: number, id: number, moved: boolean } | null} */
  let drag = null;

  /** Pointers on the plane, for pinching. @type {Map<number, [number, number]>} */
  const touches = new Map();

  /** @param {import('../../drawing/viewport.js').View} view */
  const look = (view) => set({ graph: { view } });

  const currentView = () => {
    const shown = drawn(get());
    return shown && { shown, view: viewOf(get(), shown.layout) };
  };

  /** Brings a card into view, and leaves the graph where it is when it is there. @param {string} key */
  function show(key) {
    const now = currentView();
    const rect = now?.shown.layout.cards.get(key);
    const { plane } = get().graph;
    if (!rect || !now || isWhole(now.view, now.shown.layout, plane)) return;
    const { view } = now;
    const { width } = plane;
    const height = plane.height - (now.shown.layout.vertical ? 0 : OVERVIEW);
    const push = (
      /** @type {number} */ from,
      /** @type {number} */ to,
      /** @type {number} */ space,
    ) => (from < 0 ? 8 - from : to > space ? space - to - 8 : 0);
    const dx = push(rect.x * view.k + view.x, (rect.x + rect.w) * view.k + view.x, width);
    const dy = push(rect.y * view.k + view.y, (rect.y + rect.h) * view.k + view.y, height);
    if (dx !== 0 || dy !== 0) look({ ...view, x: view.x + dx, y: view.y + dy });
  }

  /** @param {string | null} path */
  function select(path) {
    const card = chosenCard();
    const inside = panelOf()?.contains(document.activeElement);
    const chosen = path === get().selection.path ? null : path;
    dispatch({ type: 'select', path: chosen });
    // Keys go on where the node is shown, and from its card once it is closed.
    if (chosen === null && inside) focusOn(card ?? document.getElementById('graph'));
    else if (chosen !== null && overlaid.matches) requestAnimationFrame(openOverlay);
  }

  return {
    select,
    /** Chooses the next node of the tape's order, or the one before. @param {1 | -1} by */
    walk(by) {
      const item = neighbour(get(), drawn(get())?.picture.items ?? [], by);
      const { graph } = get().run;
      if (!graph || !item) return;
      const onCard = document.activeElement === chosenCard();
      dispatch({ type: 'select', path: pathOf(item.node, graph), walked: true });
      show(item.key);
      requestAnimationFrame(() => {
        if (onCard) focusOn(chosenCard());
        if (overlaid.matches) uncover();
      });
    },
    /** From the chosen card to what is told of it, and back; what lies over the page closes then. */
    enter: () => focusOn(panelOf()),
    leave() {
      const card = chosenCard();
      if (!card || overlaid.matches) select(null);
      else focusOn(card);
    },
    /** @param {string} module */
    fold: (module) =>
      anchor(`m:${module}`, () =>
        set({ tape: { collapsed: toggled(get().tape.collapsed, module) } }),
      ),
    /** @param {string[]} modules */
    foldAll: (modules) =>
      redraw(() => {
        const none = get().tape.collapsed.size > 0;
        set({ tape: { collapsed: new Set(none ? [] : modules) } });
      }),
    toggleGroups: () =>
      redraw(() => set({ tape: { grouped: !get().tape.grouped, collapsed: new Set() } })),
    togglePlain: () => redraw(() => set({ tape: { hidePlain: !get().tape.hidePlain } })),
    fit() {
      const shown = drawn(get());
      if (shown) look(fit(shown.layout, get().graph.plane, { whole: true }));
    },
    /** @param {number} factor */
    zoomBy(factor) {
      const now = currentView();
      const { width, height } = get().graph.plane;
      if (now) look(zoom(now.view, factor, [width / 2, height / 2]));
    },
    planeWheel: {
      passive: false,
      /** @param {WheelEvent} event */
      handleEvent(event) {
        const now = currentView();
        // Without a key the wheel scrolls the page, as everywhere.
        if (!now || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        const plane = /** @type {HTMLElement} */ (event.currentTarget);
        look(zoom(now.view, Math.exp(-event.deltaY / 400), within(plane, event)));
      },
    },
    /** One finger up or down scrolls the page; two are the graph's. */
    planeTouch: {
      passive: false,
      /** @param {TouchEvent} event */
      handleEvent(event) {
        if (event.touches.length > 1 && event.cancelable) event.preventDefault();
      },
    },
    /** @param {PointerEvent} event */
    planeDown(event) {
      const plane = /** @type {HTMLElement} */ (event.currentTarget);
      touches.set(event.pointerId, within(plane, event));
      // A message at the layers lies over the drawing.
      if (get().run.refused && !get().shell.sheet) set({ run: { refused: null } });
      drag = { x: event.clientX, y: event.clientY, id: event.pointerId, moved: false };
    },
    /** @param {PointerEvent} event */
    planeMove(event) {
      const now = currentView();
      const before = touches.get(event.pointerId);
      if (!drag || !now || !before) return;
      const plane = /** @type {HTMLElement} */ (event.currentTarget);
      const at = within(plane, event);
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!drag.moved && Math.hypot(dx, dy) < 4) return;
      // A finger that sets out upward or downward is about to scroll the page.
      const scrolls = event.pointerType === 'touch' && touches.size === 1;
      if (!drag.moved && scrolls && Math.abs(dy) > Math.abs(dx)) return;
      // Only now, so that a press on a card stays a press.
      if (!drag.moved) plane.setPointerCapture(event.pointerId);
      drag.moved = true;
      const other = [...touches].find(([id]) => id !== event.pointerId)?.[1];
      touches.set(event.pointerId, at);
      // What is between two fingers goes half the way of one.
      const part = other ? 0.5 : 1;
      const [x, y] = [at[0] - before[0], at[1] - before[1]].map((by) => by * part);
      const view = { ...now.view, x: now.view.x + x, y: now.view.y + y };
      if (!other) return look(view);
      const spread = (/** @type {number[]} */ p) =>
        Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
      look(
        zoom(view, spread(at) / spread(before), [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2]),
      );
    },
    /** @param {PointerEvent} event */
    planeUp(event) {
      touches.delete(event.pointerId);
      if (touches.size === 0) drag = null;
    },
    /** A card reached by keyboard is brought into view. @param {FocusEvent} event */
    planeFocus(event) {
      const { key } = /** @type {HTMLElement} */ (event.target).dataset;
      if (key) show(key);
    },
    /** @param {PointerEvent} event */
    minimapPointer(event) {
      event.stopPropagation();
      if (event.type === 'pointermove' && event.buttons === 0) return;
      const now = currentView();
      if (!now) return;
      const map = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (event.currentTarget));
      const inverse = map.getScreenCTM()?.inverse();
      if (!inverse) return;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(inverse);
      const { width, height } = get().graph.plane;
      const { k } = now.view;
      look({ x: width / 2 - at.x * k, y: height / 2 - at.y * k, k });
    },
  };
}
