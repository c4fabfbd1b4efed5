/** Own points: whether the run is on them, and what a new one can be. */
import { OWN } from '../shared/recipe.js';

/**
 * @typedef {import('./store.js').State} State
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 */

/** @param {State} state */
export const areOwn = ({ config }) => config.data === OWN;

/** Whether training waits for the first of them. @param {State} state */
export const awaitsPoints = (state) => areOwn(state) && !state.recipe?.points;

/** The scenario that is chosen: whoever trains on own points has left the one before. @param {State} state */
export const scenarioOf = (state) => (areOwn(state) ? OWN : state.recipe?.scenario);

/**
 * The points there are. The first one that is drawn is of the kind that the map shows: of two classes
 * over two inputs, or an answer over one.
 * @param {State} state
 * @returns {OwnPoints}
 */
export function ownPoints(state) {
  const { recipe, points } = state;
  const kept = recipe?.points;
  if (kept && (areOwn(state) || kept.inputs === points?.inputs)) return kept;
  return points?.inputs === 1
    ? { inputs: 1, classes: 0, rows: [] }
    : { inputs: 2, classes: 2, rows: [] };
}

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
  const { brush } = state;
  return Number.isNaN(brush) || targets.includes(brush) ? brush : (targets[0] ?? 0);
}
