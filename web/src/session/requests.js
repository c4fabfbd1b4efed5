/**
 * What the next frame is to hold. The page asks for one when the last one is on the screen, so
 * drawing never falls behind.
 */

/**
 * @typedef {import('../state/store.js').State} State
 * @typedef {import('../shared/protocol.js').Look} Look
 * @typedef {import('../shared/protocol.js').Frame} Frame
 * @typedef {ReturnType<typeof makeRequests>} Requests
 */

/**
 * A part of a look, as a panel asks for it.
 * @template {keyof Look} [Name=keyof Look]
 * @template {import('../state/store.js').State} [All=any] the state with the slices that the panel reads
 * @typedef {object} LookPart
 * @property {Name} name
 * @property {number} every it is asked for at most this often while training, in milliseconds
 * @property {boolean} [light] cheap to draw: it never waits for another part's first time
 * @property {(state: All) => Look[Name] | undefined} request undefined: it is not on the screen
 * @property {(state: All, frame: Frame) => boolean} [more] whether a frame held only some of it
 */

/** A paused page waits at most this long for a part, in milliseconds. */
const PAUSED_MS = 66;

/**
 * @param {() => State} get
 * @param {readonly LookPart[]} parts
 */
export function makeRequests(get, parts) {
  /** When each part was last asked for, and what was asked. @type {Map<string, { at: number, key: string }>} */
  const asked = new Map();
  /** Parts whose numbers may have changed since. @type {Set<string>} */
  const stale = new Set();

  /** The numbers on the screen may be out of date: of one part, or of all. @param {keyof Look} [name] */
  function touch(name) {
    for (const part of parts) if (!name || part.name === name) stale.add(part.name);
  }

  /** All of them are out of date, and are not to wait. */
  function renew() {
    asked.clear();
    touch();
  }

  /** @param {number} now @returns {Look | null} null when nothing is due */
  function at(now) {
    const state = get();
    const running = state.run.phase === 'running';
    if (running) touch();
    const due = parts.flatMap((part) => {
      const request = part.request(state);
      const before = asked.get(part.name);
      if (request === undefined) {
        // Once it is on the screen again, it is out of date.
        asked.delete(part.name);
        return [];
      }
      const key = JSON.stringify(request);
      const wait = running ? part.every : Math.min(part.every, PAUSED_MS);
      const is = !before || before.key !== key || (stale.has(part.name) && now - before.at >= wait);
      return is ? [{ part, request, key, first: !before }] : [];
    });
    // A heavy part comes alone the first time: drawing it then costs most.
    const first = due.find((each) => each.first && !each.part.light);
    const taken = due.filter((each) => !first || each === first || each.part.light);
    for (const { part, key } of taken) {
      asked.set(part.name, { at: now, key });
      stale.delete(part.name);
    }
    if (taken.length === 0) return null;
    return Object.fromEntries(taken.map(({ part, request }) => [part.name, request]));
  }

  /** A part of which a frame holds only some is out of date again. @param {Frame} frame */
  function received(frame) {
    for (const part of parts) if (part.more?.(get(), frame)) stale.add(part.name);
  }

  return { at, touch, renew, received };
}
