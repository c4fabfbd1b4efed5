/** Own points: whether the run is on them, and what a new one can be. */
import { OWN } from '../shared/recipe.js';

/**
 * @typedef {import('./store.js').State} State
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 */

/** @param {State} state */
export const areOwn = ({ run: { config } }) => config.data === OWN;

/** Whether training waits for the first of them. @param {State} state */
export const awaitsPoints = (state) => areOwn(state) && !state.run.recipe?.points;

/** The scenario that is chosen: whoever trains on own points has left the one before. @param {State} state */
export const scenarioOf = (state) => (areOwn(state) ? OWN : state.run.recipe?.scenario);

/**
 * The points there are. The first one that is drawn is of the kind that the map shows: of two classes
 * over two inputs, or an answer over one.
 * @param {State} state
 * @returns {OwnPoints}
 */
export function ownPoints(state) {
  const { recipe, points } = state.run;
  const kept = recipe?.points;
  if (kept && (areOwn(state) || kept.inputs === points?.inputs)) return kept;
  return points?.inputs === 1
    ? { inputs: 1, classes: 0, rows: [] }
    : { inputs: 2, classes: 2, rows: [] };
}
