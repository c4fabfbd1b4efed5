/**
 * The page's end of the worker: messages out, replies in, and a new worker when one is lost. The
 * last checkpoint is kept here, so at most a second or two of training is lost with it.
 */

/**
 * @typedef {import('../shared/protocol.js').Command} Command
 * @typedef {import('../shared/protocol.js').Reply} Reply
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').Problem} Problem
 * @typedef {import('../shared/protocol.js').Look} Look
 * @typedef {import('../shared/protocol.js').Frame} Frame
 * @typedef {import('../shared/protocol.js').RunChange} RunChange
 * @typedef {import('../shared/protocol.js').SavedRun} SavedRun
 * @typedef {import('../shared/protocol.js').SavedTape} SavedTape
 * @typedef {import('../shared/protocol.js').OpenedReply} OpenedReply
 * @typedef {import('../shared/protocol.js').StoppedReply} StoppedReply
 *
 * @typedef {Extract<Command, { id: number }>} Request
 *
 * @typedef {object} Handlers
 * @property {(reply: OpenedReply) => void} opened
 * @property {(frame: Frame) => void} frame
 * @property {(reply: StoppedReply) => void} stopped
 * @property {(problem: Problem, request: Request | null, first: boolean) => void} refused null: a look;
 *   first: it is the run that the session began with
 * @property {() => void} changing something was sent that may change what is on the screen
 * @property {(step: number) => void} replaced a new worker goes on from a checkpoint
 * @property {(problem: Problem) => void} broken no worker can be started
 */

/** A worker is lost if a frame takes longer than this, and several times longer than usual. */
const SILENCE_MS = 800;
const SILENCE_TIMES = 6;
/** Losses in a row after which the session gives up. */
const PATIENCE = 4;
/** How often a checkpoint is taken while training. */
const CHECKPOINT_MS = 1500;

export class Session {
  /** @type {Worker | undefined} */
  #worker;
  /** @type {SavedRun | null} */
  #checkpoint = null;
  /** Whether a checkpoint is under way that comes while training goes on. */
  #keeping = false;
  /** @type {Recipe} */
  #recipe;
  #rate = 0;
  /** When the frame under way was asked for; 0: none is. */
  #asked = 0;
  /** How long frames take, in milliseconds. */
  #usual = 0;
  #ready = false;
  #losses = 0;
  #restored = false;
  #lastId = 0;
  /** The `open` whose recipe is running: parts of it can be refused later. @type {Request | null} */
  #open = null;
  /** The id of the `open` that this session began with. */
  #first = 0;
  /** The number of the tape that the worker opened last. */
  #tape = 0;
  /**
   * Requests without an answer. A quiet one is the session's own: nobody is told if it is refused.
   * @type {Map<number, { request: Request, quiet: boolean, settle: (answer: any) => void }>}
   */
  #pending = new Map();

  /**
   * @param {() => Worker} makeWorker
   * @param {Handlers} handlers
   * @param {Recipe} recipe of the first run
   */
  constructor(makeWorker, handlers, recipe) {
    this.makeWorker = makeWorker;
    this.handlers = handlers;
    this.#recipe = recipe;
    this.#begin();
    setInterval(() => this.#watch(), 200);
  }

  #begin() {
    this.#ready = false;
    this.#asked = 0;
    this.#usual = 0;
    this.#tape = 0;
    try {
      const worker = this.makeWorker();
      worker.onmessage = ({ data }) => this.#onReply(data);
      worker.onerror = (event) => this.#lost({ code: '', text: event.message ?? '', args: {} });
      this.#worker = worker;
      const recipe = this.#checkpoint?.recipe ?? this.#recipe;
      const saved = this.#checkpoint?.bytes ?? null;
      this.#restored = saved !== null;
      this.#request({ type: 'open', id: 0, recipe, saved, fresh: saved === null });
      this.#first = this.#lastId;
      if (this.#rate > 0) this.#post({ type: 'pace', rate: this.#rate });
    } catch (error) {
      this.handlers.broken({ code: '', text: String(error), args: {} });
    }
  }

  /** @param {Command} command */
  #post(command) {
    this.#worker?.postMessage(command);
  }

  /**
   * Sends a request under a new id.
   * @param {Request} request
   * @param {boolean} [quiet]
   * @returns {Promise<any>} the answer; undefined if it was refused or lost with its worker
   */
  #request(request, quiet = false) {
    const id = ++this.#lastId;
    const sent = { ...request, id };
    if (sent.type === 'open') this.#open = sent;
    const answered = new Promise((settle) => {
      if (this.#worker) this.#pending.set(id, { request: sent, quiet, settle });
      else settle(undefined);
    });
    this.#post(sent);
    return answered;
  }

  /** @param {number} id @param {unknown} answer */
  #settle(id, answer) {
    this.#pending.get(id)?.settle(answer);
    this.#pending.delete(id);
  }

  /**
   * Makes another run.
   * @param {Recipe} recipe
   * @param {Uint8Array | null} [saved] bytes of a saved run of this recipe
   * @returns {Promise<OpenedReply | undefined>} undefined if it was refused
   */
  open(recipe, saved = null) {
    this.handlers.changing();
    return this.#request({ type: 'open', id: 0, recipe, saved, fresh: true });
  }

  /** @param {number} rate steps per second, 0 to rest */
  pace(rate) {
    this.handlers.changing();
    this.#rate = rate;
    this.#post({ type: 'pace', rate });
  }

  step() {
    this.handlers.changing();
    this.#post({ type: 'step' });
  }

  /**
   * @param {RunChange} change
   * @returns {Promise<import('../shared/protocol.js').Changed | null | undefined>} what a typed number
   *   made of the recipe; null: `opened` has said it; undefined if it was refused
   */
  change(change) {
    this.handlers.changing();
    return this.#request({ type: 'change', id: 0, change });
  }

  /** @returns {Promise<SavedRun | undefined>} */
  save() {
    return this.#request({ type: 'ask', id: 0, question: { kind: 'save', after: 0 } });
  }

  /** @returns {Promise<SavedTape | undefined>} */
  tape() {
    return this.#request({ type: 'ask', id: 0, question: { kind: 'tape' } });
  }

  /** Whether a frame can be asked for: one is under way at most. */
  get idle() {
    return this.#ready && this.#asked === 0;
  }

  /** @param {Look} look */
  look(look) {
    this.#asked = performance.now();
    this.#post({ type: 'look', tape: this.#tape, look });
  }

  /** @param {Reply} reply */
  #onReply(reply) {
    switch (reply.type) {
      case 'opened':
        return this.#onOpened(reply);
      case 'frame':
        // The longest of recent times, slowly forgotten.
        this.#usual = Math.max(performance.now() - this.#asked, 0.9 * this.#usual);
        this.#asked = 0;
        this.#losses = 0;
        return this.handlers.frame(reply.frame);
      case 'stopped':
        if (this.#rate > 0) this.#saveCheckpoint();
        this.#rate = 0;
        return this.handlers.stopped(reply);
      case 'answer': {
        const changed = reply.answer && 'config' in reply.answer ? reply.answer : null;
        if (changed) this.#recipe = changed.recipe;
        return this.#settle(reply.id, reply.answer);
      }
      case 'refused':
        return this.#onRefused(reply.id, reply.problem);
      case 'dead':
        return this.#lost(reply.problem);
    }
  }

  /** @param {OpenedReply} reply */
  #onOpened(reply) {
    this.#tape = reply.tape;
    this.#recipe = reply.recipe;
    // An older checkpoint belongs to another run.
    if (reply.fresh) this.#checkpoint = null;
    if (!this.#ready && this.#losses > 0) this.handlers.replaced(this.#checkpoint?.step ?? 0);
    this.#ready = true;
    this.handlers.opened(reply);
    if (reply.id !== null) this.#settle(reply.id, reply);
    if (reply.fresh) this.#saveCheckpoint();
  }

  /** @param {number} id @param {Problem} problem */
  #onRefused(id, problem) {
    const { request, quiet } = this.#pending.get(id) ?? { quiet: false };
    this.#settle(id, undefined);
    if (quiet) return;
    const refused = request ?? (this.#open?.id === id ? this.#open : null);
    this.handlers.refused(problem, refused, id === this.#first);
  }

  /** @param {number} [after] milliseconds @returns {Promise<boolean>} whether it came */
  async #saveCheckpoint(after = 0) {
    const question = /** @type {const} */ ({ kind: 'save', after });
    const saved = await this.#request({ type: 'ask', id: 0, question }, true);
    if (saved) this.#checkpoint = saved;
    return saved !== undefined;
  }

  /** While training. The worker has the clock: a browser slows down that of a page in the background. */
  async #keepCheckpoints() {
    if (this.#keeping) return;
    this.#keeping = true;
    while (this.#rate > 0 && (await this.#saveCheckpoint(CHECKPOINT_MS)));
    this.#keeping = false;
  }

  #watch() {
    const now = performance.now();
    if (this.#ready && this.#rate > 0) this.#keepCheckpoints();
    const patience = Math.max(SILENCE_MS, Math.min(5000, SILENCE_TIMES * this.#usual));
    if (this.#asked > 0 && now - this.#asked > patience && !document.hidden) {
      this.#lost({ code: '', text: '', args: {} });
    }
  }

  /** @param {Problem} problem */
  #lost(problem) {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const id of [...this.#pending.keys()]) this.#settle(id, undefined);
    this.#losses++;
    // A checkpoint that could not even be loaded is not tried again and again.
    if (this.#restored && !this.#ready) this.#checkpoint = null;
    if (this.#losses > PATIENCE) this.handlers.broken(problem);
    else this.#begin();
  }
}
