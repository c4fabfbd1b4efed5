/**
 * The page's state: slices, each with its first values and with what an action makes of it. The
 * shared ones stand here, in slices.js and selection.js; each panel brings its own.
 */

/**
 * @typedef {import('./slices.js').Run} Run
 * @typedef {import('./slices.js').Shell} Shell
 * @typedef {import('./selection.js').Selection} Selection
 * @typedef {import('./tape.js').Tape} Tape
 * @typedef {import('../shared/protocol.js').Frame} Frame
 * @typedef {import('../shared/protocol.js').OpenedReply} OpenedReply
 *
 * @typedef {{ run: Run, shell: Shell, selection: Selection, tape: Tape }} State what every panel may
 *   read; a panel adds the slices that it reads besides
 *
 * @typedef {Record<string, Record<string, any>>} Patch fields to set, by slice
 *
 * @typedef {{ type: 'set', patch: Patch }
 *   | { type: 'frame', frame: Frame, now?: number }
 *   | { type: 'run', reply: OpenedReply }
 *   | { type: 'select', path: string | null, walked?: boolean }} Action
 *   run: another run, or the same one on a new tape; now: time of the frame in milliseconds
 */

/**
 * @template {object} Own
 * @template {State} [All=State & Record<string, any>]
 * @typedef {object} Slice
 * @property {Own} initial
 * @property {(own: Own, action: Action, state: All) => Own} [reduce] in `state` the slices before this
 *   one are reduced already
 */

/**
 * @template All
 * @typedef {{ [name in keyof All]?: Partial<All[name]> }} PatchOf fields of its slices
 */

/**
 * @template {Record<string, Slice<any, any>>} Slices
 * @typedef {{ [name in keyof Slices]: Slices[name]['initial'] }} Whole
 */

/**
 * @template {Record<string, Slice<any, any>>} Slices
 * @param {Slices} slices in the order in which they are reduced
 * @returns {Whole<Slices>}
 */
export const initialOf = (slices) =>
  /** @type {any} */ (
    Object.fromEntries(Object.entries(slices).map(([name, { initial }]) => [name, initial]))
  );

/**
 * One pure function from state and action to state. A slice that an action leaves as it is stays the
 * same object: panels are rendered again by that.
 * @template {Record<string, Slice<any, any>>} Slices
 * @param {Slices} slices
 * @returns {(state: Whole<Slices>, action: Action) => Whole<Slices>}
 */
export const reducerOf = (slices) => (state, action) => {
  if (action.type === 'set') return patched(state, action.patch);
  /** @type {any} */
  const next = { ...state };
  for (const [name, { reduce }] of Object.entries(slices))
    if (reduce) next[name] = reduce(next[name], action, next);
  return next;
};

/**
 * The state with some fields of some slices set.
 * @template {object} All
 * @param {All} state
 * @param {Patch} patch
 * @returns {All}
 */
export function patched(state, patch) {
  /** @type {any} */
  const next = { ...state };
  for (const [name, fields] of Object.entries(patch)) next[name] = { ...next[name], ...fields };
  return next;
}

/**
 * @template {object} All
 * @param {(state: All, action: Action) => All} reduce
 * @param {All} start
 * @returns {{ get: () => All, dispatch: (action: Action) => void,
 *   subscribe: (listener: () => void) => void }}
 */
export function createStore(reduce, start) {
  let state = start;
  /** @type {(() => void)[]} */
  const listeners = [];
  return {
    get: () => state,
    dispatch(action) {
      state = reduce(state, action);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}

/**
 * @template Member
 * @param {ReadonlySet<Member>} set
 * @param {Member} member
 * @returns {Set<Member>} without the member if it is in the set, with it otherwise
 */
export function toggled(set, member) {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}
