/** Pointers, wheel and focus on the graph's plane and its overview. */
import { zoom } from '../../drawing/viewport.js';
import { within } from '../../elements/events.js';
import { show, viewed } from './viewing.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 * @typedef {import('../../drawing/viewport.js').View} View
 * @typedef {[number, number]} Point
 */

/** So far a pointer moves before a press becomes a drag, in pixels. */
const DRAG = 4;

/**
 * The view after a pointer has moved.
 * @param {View} view
 * @param {Point} before
 * @param {Point} at
 * @param {Point} [other] another finger, which rests
 * @returns {View}
 */
function moved(view, before, at, other) {
  // The middle of two fingers goes half the way of one.
  const part = other ? 0.5 : 1;
  const panned = {
    ...view,
    x: view.x + (at[0] - before[0]) * part,
    y: view.y + (at[1] - before[1]) * part,
  };
  if (!other) return panned;
  const spread = (/** @type {Point} */ p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
  const middle = /** @type {Point} */ ([(at[0] + other[0]) / 2, (at[1] + other[1]) / 2]);
  return zoom(panned, spread(at) / spread(before), middle);
}

/** @param {Kit} kit */
export function planeHandlers(kit) {
  const { get, set } = kit;
  /** @type {{ x: number, y: number, moved: boolean } | null} */
  let drag = null;
  /** Pointers on the plane, for pinching. @type {Map<number, Point>} */
  const touches = new Map();

  /** @param {View} view */
  const look = (view) => set({ graph: { view } });

  /**
   * Whether a pointer drags by now.
   * @param {NonNullable<typeof drag>} from
   * @param {PointerEvent} event
   */
  function isDrag(from, { clientX, clientY, pointerType }) {
    if (from.moved) return true;
    const [dx, dy] = [clientX - from.x, clientY - from.y];
    // A finger that sets out upward or downward is about to scroll the page.
    const scrolls = pointerType === 'touch' && touches.size === 1 && Math.abs(dy) > Math.abs(dx);
    return Math.hypot(dx, dy) >= DRAG && !scrolls;
  }

  return {
    wheel: {
      passive: false,
      /** @param {WheelEvent} event */
      handleEvent(event) {
        const now = viewed(get());
        // Without a key the wheel scrolls the page, as everywhere.
        if (!now || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        const plane = /** @type {HTMLElement} */ (event.currentTarget);
        look(zoom(now.view, Math.exp(-event.deltaY / 400), within(plane, event)));
      },
    },
    /** One finger up or down scrolls the page; two are the graph's. */
    touch: {
      passive: false,
      /** @param {TouchEvent} event */
      handleEvent(event) {
        if (event.touches.length > 1 && event.cancelable) event.preventDefault();
      },
    },
    /** @param {PointerEvent} event */
    down(event) {
      const plane = /** @type {HTMLElement} */ (event.currentTarget);
      touches.set(event.pointerId, within(plane, event));
      // A message at the layers lies over the drawing.
      if (get().run.refused && !get().shell.sheet) set({ run: { refused: null } });
      drag = { x: event.clientX, y: event.clientY, moved: false };
    },
    /** @param {PointerEvent} event */
    move(event) {
      const now = viewed(get());
      const before = touches.get(event.pointerId);
      if (!drag || !now || !before || !isDrag(drag, event)) return;
      const plane = /** @type {HTMLElement} */ (event.currentTarget);
      const at = within(plane, event);
      // Only now, so that a press on a card stays a press.
      if (!drag.moved) plane.setPointerCapture(event.pointerId);
      drag.moved = true;
      const other = [...touches].find(([id]) => id !== event.pointerId)?.[1];
      touches.set(event.pointerId, at);
      look(moved(now.view, before, at, other));
    },
    /** @param {PointerEvent} event */
    up(event) {
      touches.delete(event.pointerId);
      if (touches.size === 0) drag = null;
    },
    /** A card reached by keyboard is brought into view. @param {FocusEvent} event */
    focus(event) {
      const { key } = /** @type {HTMLElement} */ (event.target).dataset;
      if (key) show(kit, key);
    },
    /** @param {PointerEvent} event */
    overview(event) {
      event.stopPropagation();
      if (event.type === 'pointermove' && event.buttons === 0) return;
      const now = viewed(get());
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
