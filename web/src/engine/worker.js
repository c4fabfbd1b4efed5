/**
 * The worker: owns the engine, trains in slices that no frame drives, answers what the page asks.
 * Another one, started for a gradcheck, gets nothing but the command `check`.
 */
import packed from 'slm:wasm';
import { loadEngine, SlmError } from '../../../wasm/slm.js';
import { checkTape } from './check.js';
import { Pace } from './pace.js';
import { Run } from './run.js';
import { unpack } from './unpack.js';

/**
 * @typedef {import('../shared/protocol.js').Command} Command
 * @typedef {import('../shared/protocol.js').Reply} Reply
 * @typedef {import('../shared/protocol.js').Problem} Problem
 */

/** The page can go on from the last checkpoint; one is sent this often while training. */
const CHECKPOINT_MS = 1500;

/** @type {Run} */
let run;
let checkpointAt = 0;
/** Steps per second that the page wants, and whether they wait for the first own point. */
let rate = 0;
let waits = false;

/** @param {Reply} reply @param {Transferable[]} [transfer] */
const post = (reply, transfer = []) => self.postMessage(reply, { transfer });

/** @param {unknown} error @returns {Problem} */
function problemOf(error) {
  if (error instanceof SlmError) {
    return { code: error.code, text: error.message, args: error.args };
  }
  return { code: '', text: error instanceof Error ? error.message : String(error), args: {} };
}

const pace = new Pace({
  train(steps) {
    waits = run.empty;
    if (waits) return { done: 0, more: false };
    const result = run.train(steps);
    if (run.rerecorded) post(run.describe(false));
    return { done: result.done, more: report(result) };
  },
  rested() {
    const now = performance.now();
    if (now - checkpointAt > CHECKPOINT_MS) checkpoint(now);
  },
  failed: (error) => fail(error, 'run'),
});

/**
 * Tells what training ended with, unless it may go on.
 * @param {ReturnType<Run['train']>} result
 * @returns {boolean} whether it may
 */
function report({ stop, badNode, badGradient: gradient, refused }) {
  refuse(refused);
  if (stop === 'done') return true;
  const progress = run.progress();
  const node = badNode?.id ?? 0;
  const count = run.nodes().get(node)?.[gradient ? 'badGradient' : 'bad'] ?? 0;
  post({ type: 'stopped', stop, progress, node, gradient, count });
  return false;
}

/** Prepares the coming step. One that can only be refused is told of while its numbers are seen. */
function settle() {
  run.settle();
  if (!Number.isFinite(run.progress().loss)) report(run.train(1));
}

/** @param {number} now */
function checkpoint(now) {
  checkpointAt = now;
  const bytes = run.save();
  const recipe = structuredClone(run.recipe);
  post({ type: 'checkpoint', bytes, recipe, step: run.progress().step }, [bytes.buffer]);
}

/** @param {unknown} error @param {string} command */
function fail(error, command) {
  const problem = problemOf(error);
  // Training and looking are no requests that could be refused: without memory for them a new engine
  // goes on.
  const starved = problem.code === 'MEMORY' && ['run', 'frame'].includes(command);
  const dead = run?.engine.dead || problem.code === '' || starved;
  if (dead) pace.set(0);
  post(dead ? { type: 'dead', problem } : { type: 'refused', problem, command });
}

/** What a recipe asks for and the engine refuses. @param {Error[]} errors @param {string} [command] */
function refuse(errors, command = 'start') {
  for (const error of errors) post({ type: 'refused', problem: problemOf(error), command });
}

/** @param {boolean} fresh */
function renew(fresh) {
  run.settle();
  post(run.describe(fresh));
  if (fresh) checkpoint(performance.now());
  if (waits && !run.empty) pace.set(rate);
}

/** @param {Command} command */
async function obey(command) {
  switch (command.type) {
    case 'start': {
      run = new Run(await loadEngine({ wasm: await unpack(packed) }));
      post({ type: 'ready', descriptions: run.descriptions });
      const refused = run.start(command.recipe);
      if (command.checkpoint) run.restore(command.checkpoint);
      renew(command.checkpoint === null);
      return refuse(refused);
    }
    case 'recipe': {
      const refused = run.start(command.recipe);
      renew(true);
      return refuse(refused, 'recipe');
    }
    case 'run':
      rate = command.rate;
      waits = false;
      pace.set(rate);
      if (rate === 0) settle();
      return;
    case 'step': {
      if (run.empty) return;
      if (report(run.train(1))) settle();
      return;
    }
    case 'reset':
      run.reset();
      return renew(true);
    case 'set':
      return renew(run.set(command.key, command.value));
    case 'points':
      run.points(command.points);
      return renew(run.progress().step === 0);
    case 'frame': {
      // Training goes on from a prepared step, so this costs nothing and all numbers agree.
      run.settle();
      post({ type: 'frame', frame: { ...run.frame(command.wish), rate: pace.rate() } });
      return;
    }
    case 'window':
      // A look that was under way when the tape was recorded anew is at nothing any more.
      if (!run.has(command.id)) return;
      post({
        type: 'window',
        window: run.window(command.id, command.kind, command.row, command.column),
      });
      return;
    case 'example':
      if (!run.has(command.id)) return;
      post({ type: 'example', ...run.example(command.id, command.element) });
      return;
    case 'edit':
      run.edit(command.id, command.element, command.value);
      settle();
      post({ type: 'recipe', recipe: run.recipe, config: run.describe(false).config });
      return;
    case 'probe':
      if (run.empty) return;
      post({ type: 'probe', x: command.x, ...run.probe(command.x) });
      return;
    case 'tape': {
      run.settle();
      const bytes = run.engineContext.save(run.root);
      post({ type: 'tape', bytes, step: run.progress().step }, [bytes.buffer]);
      return;
    }
    case 'check': {
      const deflated = Uint8Array.from(atob(command.double), (c) => c.charCodeAt(0));
      const engine = await loadEngine({ double: true, wasm: await unpack(deflated) });
      for (const row of checkTape(engine, command.bytes)) post({ type: 'checked', row });
      post({ type: 'checkDone' });
      return;
    }
    case 'save': {
      const bytes = run.save();
      post({ type: 'saved', bytes, recipe: run.recipe }, [bytes.buffer]);
      return;
    }
    case 'load': {
      // In a run of its own, so that a file that turns out to be damaged costs nothing.
      const loaded = new Run(run.engine);
      const before = run.trainer;
      let refused;
      try {
        refused = loaded.start(command.recipe);
        loaded.restore(command.bytes);
      } catch (error) {
        if (!run.engine.dead) loaded.trainer.free();
        throw error;
      }
      run = loaded;
      before.free();
      renew(true);
      post({ type: 'loaded', step: run.progress().step });
      return refuse(refused, 'recipe');
    }
  }
}

/** One command after another, also when one has to wait. @type {Promise<void>} */
let last = Promise.resolve();
self.addEventListener('message', ({ data }) => {
  last = last
    .then(() => obey(data))
    .catch((error) => fail(error, data.type))
    .then(() => {
      if (data.type === 'set' || data.type === 'points') post({ type: 'answered' });
    });
});
