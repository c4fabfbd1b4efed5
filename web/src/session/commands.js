/** What all actions work with, and what several of them say to the engine. */
import { ownPoints } from '../state/own.js';
import { selectedNode } from '../state/selection.js';

/**
 * @typedef {import('../app/state.js').State} State
 * @typedef {import('../state/store.js').Action} Action
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').Command} Command
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 * @typedef {{ send: (command: Command) => void, look: (command: Command) => void,
 *   makeWorker: () => Worker }} Sender look: a command that changes nothing
 */

/**
 * @template {import('../state/store.js').State} [All=State] the state with the slices of the panel that acts
 * @typedef {object} Kit
 * @property {() => All} get
 * @property {(patch: import('../state/store.js').PatchOf<All>) => void} set
 * @property {(action: Action) => void} dispatch
 * @property {Sender} session
 * @property {ReturnType<typeof tellingOf>} tell
 */

/** @returns {{ config: Record<string, string>, points: OwnPoints | null }} */
const nothingAsked = () => ({ config: {}, points: null });

/** @param {Omit<Kit, 'tell'>} kit */
export function tellingOf({ get, set, session }) {
  /** @param {Recipe} recipe */
  function begin(recipe) {
    set({
      shell: { notice: null },
      run: { refused: null },
      selection: { probe: null, probed: null },
    });
    session.send({ type: 'recipe', recipe });
  }

  /** Settings and points that the engine has not answered yet. */
  let asked = nothingAsked();
  let unanswered = 0;

  /** @param {Command} command one that is answered */
  function ask(command) {
    unanswered++;
    set({ shell: { notice: null }, run: { refused: null } });
    session.send(command);
  }

  /** @param {string} key @param {string} value */
  function setKey(key, value) {
    asked.config[key] = value;
    set({ run: { lastKey: key } });
    ask({ type: 'set', key, value });
  }

  /** @param {OwnPoints} points */
  function setPoints(points) {
    asked.points = points;
    ask({ type: 'points', points });
  }

  /** The configuration as it will be: the next of several fast changes counts from the last one. */
  const wanted = () => ({ ...get().run.config, ...asked.config });

  /** The own points as they will be. */
  const wantedPoints = () => asked.points ?? ownPoints(get());

  /** @param {boolean} all what a lost worker was asked, it answers no more */
  function answered(all) {
    unanswered = all ? 0 : Math.max(0, unanswered - 1);
    if (unanswered === 0) asked = nothingAsked();
  }

  /** The numbers of the chosen node that are on the screen. */
  function askWindow() {
    const { windowKind: kind, windowRow: row, windowColumn: column } = get().inspector;
    const node = selectedNode(get());
    if (node) session.look({ type: 'window', id: node.id, kind, row, column });
  }

  let exampleAt = 0;

  /**
   * An example costs a copy of the tape, and a person reads it: while training two a second.
   * @param {boolean} [atOnce] another one is wanted
   */
  function askExample(atOnce = false) {
    const node = selectedNode(get());
    const now = performance.now();
    if (!(node?.op || node?.kind === 'parameter') || get().shell.hide.has('inspector')) return;
    if (!atOnce && get().run.phase === 'running' && now - exampleAt < 500) return;
    exampleAt = now;
    session.look({ type: 'example', id: node.id, element: get().selection.element });
  }

  return {
    begin,
    setKey,
    setPoints,
    wanted,
    wantedPoints,
    answered,
    askWindow,
    askExample,
  };
}
