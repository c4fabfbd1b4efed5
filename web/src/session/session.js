/**
 * The page's end of the worker: commands out, replies in, and a new worker when one is lost. The
 * last checkpoint is kept here, so that at most a second or two of training is lost with it.
 */

/**
 * @typedef {import('../shared/protocol.js').Command} Command
 * @typedef {import('../shared/protocol.js').Reply} Reply
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').Problem} Problem
 * @typedef {import('../shared/protocol.js').Wish} Wish
 *
 * @typedef {object} Handlers
 * @property {(reply: Reply) => void} reply
 * @property {(step: number) => void} replaced a new worker goes on from a checkpoint
 * @property {(problem: Problem) => void} broken no worker can be started
 */

/** A frame that is this late, or some times as late as usual, means that the worker is lost. */
const SILENCE_MS = 800;
const SILENCE_TIMES = 6;
/** Losses in a row after which it is not tried again. */
const PATIENCE = 4;

export class Session {
  /** @type {Worker | undefined} */
  #worker;
  /** @type {{ bytes: Uint8Array, recipe: Recipe, step: number } | null} */
  #checkpoint = null;
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
    try {
      const worker = this.makeWorker();
      worker.onmessage = ({ data }) => this.#hear(data);
      worker.onerror = (event) => this.#lost({ code: '', text: event.message ?? '', args: {} });
      this.#worker = worker;
      const recipe = this.#checkpoint?.recipe ?? this.#recipe;
      this.#restored = this.#checkpoint !== null;
      this.send({ type: 'start', recipe, checkpoint: this.#checkpoint?.bytes ?? null });
      if (this.#rate > 0) this.send({ type: 'run', rate: this.#rate });
    } catch (error) {
      this.handlers.broken({ code: '', text: String(error), args: {} });
    }
  }

  /** @param {Command} command */
  send(command) {
    if (command.type === 'run') this.#rate = command.rate;
    this.#worker?.postMessage(command);
  }

  /** Whether a frame can be asked for: one is under way at most. */
  get idle() {
    return this.#ready && this.#asked === 0;
  }

  /** @param {Wish} wish */
  pull(wish) {
    this.#asked = performance.now();
    this.send({ type: 'frame', wish });
  }

  /** @param {Reply} reply */
  #hear(reply) {
    switch (reply.type) {
      case 'frame':
        // The slowest of late, slowly forgotten.
        this.#usual = Math.max(performance.now() - this.#asked, 0.9 * this.#usual);
        this.#asked = 0;
        this.#losses = 0;
        break;
      case 'run':
        this.#recipe = reply.recipe;
        // An older checkpoint belongs to another run.
        if (reply.fresh) this.#checkpoint = null;
        if (!this.#ready && this.#losses > 0) {
          this.handlers.replaced(this.#checkpoint?.step ?? 0);
        }
        this.#ready = true;
        break;
      case 'recipe':
        this.#recipe = reply.recipe;
        break;
      case 'checkpoint':
        this.#checkpoint = reply;
        return;
      case 'dead':
        this.#lost(reply.problem);
        return;
    }
    this.handlers.reply(reply);
  }

  #watch() {
    const patience = Math.max(SILENCE_MS, Math.min(5000, SILENCE_TIMES * this.#usual));
    if (this.#asked > 0 && performance.now() - this.#asked > patience && !document.hidden) {
      this.#lost({ code: '', text: '', args: {} });
    }
  }

  /** @param {Problem} problem */
  #lost(problem) {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#losses++;
    // A checkpoint that could not even be loaded is not tried again and again.
    if (this.#restored && !this.#ready) this.#checkpoint = null;
    if (this.#losses > PATIENCE) this.handlers.broken(problem);
    else this.#begin();
  }
}
