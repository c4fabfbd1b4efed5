/**
 * When the worker trains: a number of steps a second, or as many as go. Slices are short, so that
 * messages are handled between them, and none waits for a frame or a timer of the page.
 */

/**
 * @typedef {object} Work
 * @property {(steps: number) => { done: number, more: boolean }} train
 * @property {(error: unknown) => void} failed
 */

/** How long a slice may take, in milliseconds. */
const SLICE_MS = 8;

/** After a pause of the machine, steps are made up for this many milliseconds of it at most. */
const PAUSE_MS = 250;

export class Pace {
  #wanted = 0;
  #stepsASlice = 1;
  #owed = 0;
  #last = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #queued = false;
  /** When it last began to train after a rest. */
  #since = 0;
  /** Steps and times of the last second. @type {{ at: number, done: number }[]} */
  #recent = [];

  /** @param {Work} work @param {() => number} [now] in milliseconds */
  constructor(work, now = () => performance.now()) {
    this.work = work;
    this.now = now;
    // A message to oneself comes back at once; a timer of 0 waits 4 ms after a few rounds.
    this.channel = new MessageChannel();
    this.channel.port1.onmessage = () => {
      this.#queued = false;
      this.#slice();
    };
  }

  /** @param {number} rate steps per second; 0 rests, Infinity is as fast as it goes */
  set(rate) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#wanted === 0) this.#since = this.now();
    this.#wanted = rate;
    this.#last = this.now();
    this.#owed = Math.min(1, rate);
    if (rate === 0) this.#recent = [];
    // At once: a look that waits already is to find the first step made.
    else if (!this.#queued) this.#slice();
  }

  /** @returns {number} steps per second, over the last second */
  rate() {
    const now = this.now();
    this.#recent = this.#recent.filter(({ at }) => now - at < 1000);
    const done = this.#recent.reduce((sum, part) => sum + part.done, 0);
    return (1000 * done) / Math.min(1000, Math.max(200, now - this.#since));
  }

  #queue() {
    if (this.#queued) return;
    this.#queued = true;
    this.channel.port2.postMessage(0);
  }

  #slice() {
    if (this.#wanted === 0) return;
    const begun = this.now();
    try {
      const { done, more } = this.#train(begun);
      if (done > 0) this.#recent.push({ at: begun, done });
      if (!more) this.set(0);
    } catch (error) {
      this.set(0);
      this.work.failed(error);
    }
    if (this.#wanted === 0) return;
    if (this.#wanted === Infinity) this.#queue();
    else {
      const wait = (1000 * (1 - this.#owed)) / this.#wanted;
      // A longer wait would itself be taken for a pause.
      this.#timer = setTimeout(() => this.#slice(), Math.min(PAUSE_MS, Math.max(1, wait)));
    }
  }

  /** @param {number} begun */
  #train(begun) {
    let total = 0;
    if (this.#wanted !== Infinity) {
      this.#owed += (this.#wanted * Math.min(PAUSE_MS, begun - this.#last)) / 1000;
      this.#last = begun;
    }
    for (;;) {
      const due = this.#wanted === Infinity ? this.#stepsASlice : Math.floor(this.#owed);
      if (due < 1) return { done: total, more: true };
      const from = this.now();
      const asked = Math.min(due, this.#stepsASlice);
      const { done, more } = this.work.train(asked);
      total += done;
      this.#owed -= done;
      const spent = this.now() - from;
      if (spent < SLICE_MS / 4 && asked === this.#stepsASlice) this.#stepsASlice *= 2;
      else if (spent > SLICE_MS && this.#stepsASlice > 1) this.#stepsASlice >>= 1;
      if (!more) return { done: total, more };
      if (this.now() - begun > SLICE_MS) {
        this.#owed = Math.min(this.#owed, this.#wanted === Infinity ? 0 : this.#wanted / 4);
        return { done: total, more };
      }
    }
  }
}
