/** The address: the run and what the page shows as a link, with the fields of every panel. */
import { link as charts } from '../panels/charts/slice.js';
import { link as map } from '../panels/map/slice.js';
import { readLink, writeLink } from '../session/link.js';
import { sharedFields } from '../state/fields.js';
import { patched } from '../state/store.js';
import { tapeFields } from '../state/tape.js';

const fields = [...sharedFields, ...tapeFields, ...map, ...charts];

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
