/** What can be done in the drawers. */
import { checkActions } from './check-actions.js';
import { linkActions } from './link-actions.js';
import { runActions } from './runs-actions.js';
import { tableActions } from './table-actions.js';

/** @param {import('../../session/commands.js').Kit<import('./slice.js').State>} kit */
export const drawerActions = (kit) => ({
  ...tableActions(kit),
  ...runActions(kit),
  ...checkActions(kit),
  ...linkActions(kit),
});
