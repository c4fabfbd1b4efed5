/** The actions that all panels share. */
import { runActions } from './run.js';
import { selectionActions } from './selection.js';
import { settingActions } from './settings.js';
import { shellActions } from './shell.js';

/** @typedef {ReturnType<typeof sharedActions>} SharedActions */

/** @param {import('../../session/commands.js').Kit<any>} kit */
export const sharedActions = (kit) => ({
  run: runActions(kit),
  settings: settingActions(kit),
  selection: selectionActions(kit),
  shell: shellActions(kit),
});
