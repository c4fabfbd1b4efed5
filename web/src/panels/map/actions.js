/** The map: neurons, the probe, and points drawn or read from a table. */

import { scale } from '../../drawing/scale.js';
import { rove, textOf } from '../../elements/events.js';
import { OWN } from '../../shared/recipe.js';
import { groupsOf } from '../../state/layers.js';
import { areOwn } from '../../state/own.js';
import { axesOf, tidy } from './area.js';
import { brushOf } from './brush.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export function mapActions({ get, set, tell }) {
  /** Where a pointer is on the map, in the data's numbers. @param {PointerEvent | MouseEvent} event */
  function onMap(event) {
    const [x0, x1, low, high] = axesOf(get());
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const x = scale([x0, x1], [box.left, box.right]).invert(event.clientX);
    const y = scale([low, high], [box.bottom, box.top]).invert(event.clientY);
    const isNear = (/** @type {number[]} */ [a, b]) =>
      Math.hypot(((a - x) / (x1 - x0)) * box.width, ((b - y) / (high - low)) * box.height) < 12;
    return { x: tidy(x), y: tidy(y), isNear };
  }

  /** @param {number} x @param {number} y */
  function probe(x, y) {
    const [x0, x1, y0, y1] = axesOf(get());
    const clamp = (/** @type {number} */ v, /** @type {number} */ a, /** @type {number} */ b) =>
      tidy(Math.min(b, Math.max(a, v)));
    /** @type {[number, number]} */
    const at = [clamp(x, x0, x1), clamp(y, y0, y1)];
    set({ selection: { probe: at } });
  }

  /**
   * Adds a point, or takes away those near it.
   * @param {{ x: number, y: number, isNear: (row: number[]) => boolean }} at
   * @param {boolean} erase
   */
  function draw({ x, y, isNear }, erase) {
    const { inputs, classes, rows } = tell.wantedPoints();
    const kept = erase
      ? rows.filter((row) => !isNear(row))
      : [...rows, inputs === 1 ? [x, y] : [x, y, brushOf(get())]];
    if (kept.length === 0 && rows.length > 0) set({ shell: { notice: { key: 'data.lastPoint' } } });
    else if (kept.length !== rows.length) tell.setPoints({ inputs, classes, rows: kept });
  }

  let drewAt = 0;

  /** Where a pointer came down, and whether it is a finger that moves the probe. */
  let finger = { x: 0, y: 0, points: false };

  return {
    discrete: () => set({ map: { discrete: !get().map.discrete } }),
    showTest: () => set({ map: { showTest: !get().map.showTest } }),
    /** @param {number | null} unit @param {boolean} pin */
    neuron(unit, pin) {
      const { neuron, neuronGroup } = get().map;
      const { hidden } = get().run;
      if (neuron?.pinned && !pin) return;
      const same = pin && neuron?.pinned && neuron.unit === unit;
      const { layer } = groupsOf(hidden)[neuronGroup];
      const chosen = unit === null || same ? null : { layer: layer + 1, unit, pinned: pin };
      set({ map: { neuron: chosen } });
    },
    rove,
    /** @param {Event} event */
    neuronGroup: (event) => set({ map: { neuronGroup: Number(textOf(event)), neuron: null } }),
    /** @param {PointerEvent} event */
    mapPointer(event) {
      const { type, clientX, clientY } = event;
      if (type === 'pointerdown') finger = { x: clientX, y: clientY, points: false };
      if (event.pointerType === 'touch' && !get().shell.drawing) {
        // It may be about to scroll the page: it points when it goes sideways or is lifted.
        const aside = Math.abs(clientX - finger.x) > Math.abs(clientY - finger.y);
        finger.points ||= type === 'pointerup' || (type === 'pointermove' && aside);
        if (!finger.points) return;
      } else if (type === 'pointerup' || event.buttons === 0) return;
      const map = /** @type {HTMLElement} */ (event.currentTarget);
      map.setPointerCapture(event.pointerId);
      const at = onMap(event);
      if (!get().shell.drawing) return probe(at.x, at.y);
      const erase = event.buttons === 2 || Number.isNaN(get().map.brush);
      // A drag leaves a trail of points, not a smear.
      if (event.type === 'pointermove' && !erase && performance.now() - drewAt < 60) return;
      drewAt = performance.now();
      draw(at, erase);
    },
    /** @param {Event} event */
    mapMenu: (event) => get().shell.drawing && event.preventDefault(),
    /** @param {KeyboardEvent} event */
    mapKey(event) {
      const by = /** @type {Record<string, [number, number]>} */ ({
        ArrowLeft: [-1, 0],
        ArrowRight: [1, 0],
        ArrowUp: [0, 1],
        ArrowDown: [0, -1],
      })[event.key];
      const [x0, x1, y0, y1] = axesOf(get());
      const [px, py] = get().selection.probe ?? [(x0 + x1) / 2, (y0 + y1) / 2];
      if (get().shell.drawing && event.key === 'Enter') {
        const isNear = (/** @type {number[]} */ [a, b]) =>
          Math.hypot((a - px) / (x1 - x0), (b - py) / (y1 - y0)) < 1 / 40;
        draw({ x: px, y: py, isNear }, Number.isNaN(get().map.brush));
      } else if (by) probe(px + (by[0] * (x1 - x0)) / 40, py + (by[1] * (y1 - y0)) / 40);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    /** Of other data own ones take the place: no point of theirs may pass for one. */
    drawing() {
      if (!areOwn(get())) tell.setKey('data', OWN);
      set({ shell: { drawing: !get().shell.drawing } });
    },
    /** @param {number} brush */
    brush: (brush) => set({ map: { brush } }),
    endProbe: () => set({ selection: { probe: null, probed: null } }),
  };
}
