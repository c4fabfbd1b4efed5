/** Pointers and keys on the map: they move the probe, or draw own points. */
import { scale } from '../../drawing/scale.js';
import { axesOf, tidy } from './area.js';
import { brushOf } from './brush.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 * @typedef {import('./slice.js').State} State
 *
 * @typedef {{ x: number, y: number, isNear: (row: number[]) => boolean }} Place in the data's numbers
 */

/** Points this near a pointer are erased, in pixels; and a keyboard's cross, as a share of the map. */
const NEAR = { pixels: 12, share: 1 / 40 };

/** A drag leaves a trail of points and no smear: one in so many milliseconds. */
const TRAIL_MS = 60;

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Where a pointer is on the map. @param {State} state @param {PointerEvent} event @returns {Place} */
function placeOf(state, event) {
  const [x0, x1, low, high] = axesOf(state);
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const x = scale([x0, x1], [box.left, box.right]).invert(event.clientX);
  const y = scale([low, high], [box.bottom, box.top]).invert(event.clientY);
  const isNear = (/** @type {number[]} */ [a, b]) =>
    Math.hypot(((a - x) / (x1 - x0)) * box.width, ((b - y) / (high - low)) * box.height) <
    NEAR.pixels;
  return { x: tidy(x), y: tidy(y), isNear };
}

/**
 * Moves the probe.
 * @param {Kit} kit
 * @param {number} x
 * @param {number} y
 */
function probe({ get, set }, x, y) {
  const [x0, x1, y0, y1] = axesOf(get());
  const clamp = (/** @type {number} */ v, /** @type {number} */ a, /** @type {number} */ b) =>
    tidy(Math.min(b, Math.max(a, v)));
  set({ selection: { probe: [clamp(x, x0, x1), clamp(y, y0, y1)] } });
}

/**
 * Adds a point, or takes away those near it.
 * @param {Kit} kit
 * @param {Place} place
 * @param {boolean} erase
 */
function draw({ get, set, commands }, { x, y, isNear }, erase) {
  const { inputs, classes, rows } = commands.wantedPoints();
  const kept = erase
    ? rows.filter((row) => !isNear(row))
    : [...rows, inputs === 1 ? [x, y] : [x, y, brushOf(get())]];
  if (kept.length === 0 && rows.length > 0) set({ shell: { notice: { key: 'data.lastPoint' } } });
  else if (kept.length !== rows.length) commands.setPoints({ inputs, classes, rows: kept });
}

/** @param {Kit} kit */
export function mapHandlers(kit) {
  const { get } = kit;
  let drewAt = 0;
  /** Where a pointer came down, and whether it is a finger that moves the probe. */
  let finger = { x: 0, y: 0, points: false };

  /** Whether a pointer points, and does not just pass or scroll. @param {PointerEvent} event */
  function points({ type, pointerType, clientX, clientY, buttons }) {
    if (pointerType !== 'touch' || get().shell.drawing)
      return type !== 'pointerup' && buttons !== 0;
    // It may be about to scroll the page: it points when it goes sideways or is lifted.
    const aside = Math.abs(clientX - finger.x) > Math.abs(clientY - finger.y);
    finger.points ||= type === 'pointerup' || (type === 'pointermove' && aside);
    return finger.points;
  }

  return {
    /** @param {PointerEvent} event */
    pointer(event) {
      const { type, clientX, clientY } = event;
      if (type === 'pointerdown') finger = { x: clientX, y: clientY, points: false };
      if (!points(event)) return;
      const map = /** @type {HTMLElement} */ (event.currentTarget);
      map.setPointerCapture(event.pointerId);
      const at = placeOf(get(), event);
      if (!get().shell.drawing) return probe(kit, at.x, at.y);
      const erase = event.buttons === 2 || Number.isNaN(get().map.brush);
      if (type === 'pointermove' && !erase && performance.now() - drewAt < TRAIL_MS) return;
      drewAt = performance.now();
      draw(kit, at, erase);
    },
    /** @param {Event} event */
    menu: (event) => get().shell.drawing && event.preventDefault(),
    /** @param {KeyboardEvent} event */
    key(event) {
      const by = ARROWS[event.key];
      const [x0, x1, y0, y1] = axesOf(get());
      const [px, py] = get().selection.probe ?? [(x0 + x1) / 2, (y0 + y1) / 2];
      if (get().shell.drawing && event.key === 'Enter') {
        const isNear = (/** @type {number[]} */ [a, b]) =>
          Math.hypot((a - px) / (x1 - x0), (b - py) / (y1 - y0)) < NEAR.share;
        draw(kit, { x: px, y: py, isNear }, Number.isNaN(get().map.brush));
      } else if (by) probe(kit, px + (by[0] * (x1 - x0)) / 40, py + (by[1] * (y1 - y0)) / 40);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
