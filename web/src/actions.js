/** What a person can do: each action changes the state, or tells the session, or both. */
import { chartActions } from './actions/charts.js';
import { graphActions } from './actions/graph.js';
import { tellingOf } from './actions/kit.js';
import { lateActions } from './actions/late.js';
import { mapActions } from './actions/map.js';
import { numberActions } from './actions/numbers.js';
import { pageActions } from './actions/page.js';
import { runActions } from './actions/runs.js';
import { settingActions } from './actions/settings.js';
import { trainingActions } from './actions/training.js';

/**
 * @typedef {import('./model/state.js').State} State
 * @typedef {import('./model/state.js').Action} Action
 * @typedef {ReturnType<typeof makeActions>} Actions
 */

/**
 * @param {{ get: () => State, dispatch: (action: Action) => void }} store
 * @param {import('./actions/kit.js').Sender} session
 */
export function makeActions({ get, dispatch }, session) {
  /** @param {Partial<State>} patch */
  const set = (patch) => dispatch({ type: 'set', patch });
  const base = { get, set, dispatch, session };
  const kit = { ...base, tell: tellingOf(base) };
  return {
    ...trainingActions(kit),
    ...settingActions(kit),
    ...pageActions(kit),
    ...graphActions(kit),
    ...numberActions(kit),
    ...chartActions(kit),
    ...mapActions(kit),
    ...runActions(kit),
    ...lateActions(kit),
  };
}
