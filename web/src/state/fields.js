/** Fields of the state in a link, and those of the slices that all panels share. */
import { run, SPEEDS, shell } from './slices.js';

/**
 * @typedef {import('./store.js').Patch} Patch
 *
 * @typedef {object} Misses what of a field's value cannot be taken
 * @property {() => void} bad its form: the link is refused
 * @property {(part?: string) => void} unknown it, or a part of it, means nothing here
 */

/**
 * @template {object} [All=any]
 * @typedef {object} LinkField
 * @property {string} name in the link
 * @property {Patch} first the state without the field
 * @property {(value: string, misses: Misses) => Patch | undefined} read
 * @property {(state: All) => string | undefined} write undefined: the state is as at first
 */

export const YES = { 0: false, 1: true };

/**
 * A field of a slice that has one of a few values.
 * @template {object} Own
 * @template {keyof Own & string} Field
 * @param {string} name in the link
 * @param {string} slice
 * @param {Own} initial of the slice
 * @param {Field} field
 * @param {Record<string, Own[Field]>} values by their names in the link
 * @returns {LinkField}
 */
export const choice = (name, slice, initial, field, values) => ({
  name,
  first: { [slice]: { [field]: initial[field] } },
  read(value, { unknown }) {
    if (Object.hasOwn(values, value)) return { [slice]: { [field]: values[value] } };
    unknown();
    return undefined;
  },
  write(state) {
    const value = state[slice][field];
    if (value === initial[field]) return undefined;
    return Object.keys(values).find((each) => values[each] === value);
  },
});

/** What a lesson can leave out: drawers and the chosen node, never an output of the run. */
export const HIDEABLE = /** @type {const} */ (['data', 'network', 'runs', 'check', 'inspector']);

/** @type {LinkField<import('./store.js').State>} */
const hide = {
  name: 'hide',
  first: { shell: { hide: shell.initial.hide } },
  read(value, { unknown }) {
    const parts = new Set();
    for (const part of value.split(',')) {
      if (HIDEABLE.some((known) => known === part)) parts.add(part);
      else if (part) unknown(part);
    }
    return { shell: { hide: parts } };
  },
  write: ({ shell: { hide: parts } }) => (parts.size > 0 ? [...parts].join(',') : undefined),
};

/** @type {LinkField<import('./store.js').State>} */
const node = {
  name: 'node',
  first: { selection: { path: null } },
  read: (value) => ({ selection: { path: value.slice(0, 200) } }),
  write: (state) => state.selection.path || undefined,
};

/** @type {LinkField<import('./store.js').State>} */
const probe = {
  name: 'probe',
  first: { selection: { probe: null, probed: null } },
  read(value, { bad }) {
    const [x, y, ...more] = value.split(',').map((each) => (each ? Number(each) : NaN));
    if (Number.isFinite(x) && Number.isFinite(y) && more.length === 0)
      return { selection: { probe: [x, y] } };
    bad();
    return undefined;
  },
  write: (state) => state.selection.probe?.join(','),
};

const speeds = Object.fromEntries(SPEEDS.map((rate, i) => [rate, i]));

/** @type {LinkField[]} */
export const sharedFields = [
  node,
  probe,
  hide,
  choice('big', 'shell', shell.initial, 'projector', YES),
  choice('speed', 'run', run.initial, 'speed', speeds),
  choice('run', 'run', run.initial, 'autostart', YES),
];
