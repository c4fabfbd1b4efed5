/** What a person can do: each action changes the state, or tells the session, or both. */
import { chartActions } from '../panels/charts/actions.js';
import { lateActions } from '../panels/drawers/late.js';
import { runActions } from '../panels/drawers/runs.js';
import { settingActions } from '../panels/drawers/settings.js';
import { tableActions } from '../panels/drawers/table-actions.js';
import { graphActions } from '../panels/graph/actions.js';
import { numberActions } from '../panels/inspector/actions.js';
import { mapActions } from '../panels/map/actions.js';
import { tellingOf } from '../session/commands.js';
import { pageActions } from './page-actions.js';
import { trainingActions } from './training.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('../state/store.js').Action} Action
 * @typedef {ReturnType<typeof makeActions>} Actions
 */

/**
 * @param {{ get: () => State, dispatch: (action: Action) => void }} store
 * @param {import('../session/session.js').Session} session
 */
export function makeActions({ get, dispatch }, session) {
  /** @param {import('../state/store.js').PatchOf<State>} patch */
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
    ...tableActions(kit),
    ...lateActions(kit),
  };
}
