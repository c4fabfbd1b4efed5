/** What a person can do, by namespace: the shared actions, and those of each panel under its name. */
import { commandsOf } from '../session/commands.js';
import { sharedActions } from './actions/shared.js';
import { panels } from './panels.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('../state/store.js').Action} Action
 */

/**
 * @param {{ get: () => State, dispatch: (action: Action) => void }} store
 * @param {import('../session/session.js').Session} session
 * @returns {import('./state.js').Actions}
 */
export function makeActions({ get, dispatch }, session) {
  /** @param {any} patch */
  const set = (patch) => dispatch({ type: 'set', patch });
  const base = { get, set, dispatch, session };
  const kit = { ...base, commands: commandsOf(base) };
  const own = panels.map(({ name, actions }) => [name, actions?.(kit)]);
  return { ...sharedActions(kit), ...Object.fromEntries(own) };
}
