/** What the next point that is drawn on the map can be. */
import { ownPoints } from '../../state/own.js';

/** @typedef {import('./slice.js').State} State */

/**
 * Targets that a drawn point can have: each class, or the ends of the answers there are. Of a map
 * over one input the point's height is its target.
 * @param {State} state
 * @returns {{ targets: number[], classes: boolean }}
 */
export function brushesOf(state) {
  const { inputs, classes, rows } = ownPoints(state);
  if (inputs === 1) return { targets: [], classes: false };
  if (classes > 0)
    return { targets: Array.from({ length: classes }, (_, i) => classes - 1 - i), classes: true };
  const answers = rows.map((row) => row[inputs]);
  return { targets: [...new Set([Math.max(...answers), Math.min(...answers)])], classes: false };
}

/** The target of the next point, NaN to erase: one of other points, that are gone, is none. @param {State} state */
export function brushOf(state) {
  const { targets } = brushesOf(state);
  const { brush } = state.map;
  return Number.isNaN(brush) || targets.includes(brush) ? brush : (targets[0] ?? 0);
}
