/** The address: the run and what the page shows as a link, with the fields of every panel. */
import { readLink, writeLink } from '../session/link.js';
import { choice, sharedFields } from '../state/fields.js';
import { shell } from '../state/slices.js';
import { patched } from '../state/store.js';
import { tapeFields } from '../state/tape.js';
import { panels } from './panels.js';
import { VIEWS } from './views.js';

const fields = [
  choice('view', 'shell', shell.initial, 'view', VIEWS),
  ...sharedFields,
  ...tapeFields,
  ...panels.flatMap(({ link = [] }) => link),
];

/** @param {string} hash */
export const readHash = (hash) => readLink(hash, fields);

/**
 * @param {import('../shared/protocol.js').Recipe} recipe
 * @param {import('./state.js').State} state
 */
export const writeHash = (recipe, state) => writeLink(recipe, fields, state);

/** What a page shows whose link does not mention it. */
export const plainView = fields.reduce(
  (view, { first }) => patched(view, first),
  /** @type {import('../state/store.js').Patch} */ ({}),
);
