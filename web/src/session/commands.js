/** What all actions work with, and what several of them say to the engine. */
import { ownPoints } from '../state/own.js';

/**
 * @typedef {import('../state/store.js').State} State
 * @typedef {import('../state/store.js').Action} Action
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').RunChange} RunChange
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 * @typedef {import('./session.js').Session} Session
 */

/**
 * @template {State} [All=State] the state with the slices of the panel that acts
 * @typedef {object} Kit
 * @property {() => All} get
 * @property {(patch: import('../state/store.js').PatchOf<All>) => void} set
 * @property {(action: Action) => void} dispatch
 * @property {Session} session
 * @property {ReturnType<typeof commandsOf>} commands
 */

/** @returns {{ config: Record<string, string>, points: OwnPoints | null }} */
const nothingAsked = () => ({ config: {}, points: null });

/** @param {Omit<Kit, 'commands'>} kit */
export function commandsOf({ get, set, session }) {
  /** @param {Recipe} recipe */
  function begin(recipe) {
    set({
      shell: { notice: null },
      run: { refused: null },
      selection: { probe: null, probed: null },
    });
    session.open(recipe);
  }

  /** Settings and points that the engine has not answered yet. */
  let asked = nothingAsked();
  let unanswered = 0;

  /** @param {RunChange} change @returns {Promise<boolean>} whether it was made */
  async function ask(change) {
    unanswered++;
    set({ shell: { notice: null }, run: { refused: null } });
    const answer = await session.change(change);
    unanswered--;
    if (unanswered === 0) asked = nothingAsked();
    return answer !== undefined;
  }

  /** @param {string} key @param {string} value */
  function setKey(key, value) {
    asked.config[key] = value;
    ask({ kind: 'setting', key, value });
  }

  /** @param {OwnPoints} points @returns {Promise<boolean>} whether they were taken */
  function setPoints(points) {
    asked.points = points;
    return ask({ kind: 'points', points });
  }

  /** The configuration as it will be: the next of several fast changes counts from the last one. */
  const wanted = () => ({ ...get().run.config, ...asked.config });

  /** The own points as they will be. */
  const wantedPoints = () => asked.points ?? ownPoints(get());

  return { begin, setKey, setPoints, wanted, wantedPoints };
}
