/**
 * The worker: owns the engine, trains in slices that no frame drives, answers the page. Another one,
 * started for a gradcheck, is only asked to check.
 */
import packed from 'slm:wasm';
import { loadEngine, SlmError } from '../../../wasm/slm.js';
import { checkRows } from './check.js';
import { frameOf } from './look/frame.js';
import { Pace } from './pace.js';
import { Run } from './run.js';
import { saveTape } from './subjects/subject.js';
import { withTape } from './subjects/tape.js';
import { unpack } from './unpack.js';

/**
 * @typedef {import('../shared/protocol.js').Command} Command
 * @typedef {import('../shared/protocol.js').OpenCommand} OpenCommand
 * @typedef {import('../shared/protocol.js').RunChange} RunChange
 * @typedef {import('../shared/protocol.js').Question} Question
 * @typedef {import('../shared/protocol.js').Answer} Answer
 * @typedef {import('../shared/protocol.js').Reply} Reply
 * @typedef {import('../shared/protocol.js').Problem} Problem
 */

/** @type {Run | undefined} */
let current;
/** The id of the `open` whose recipe is running. */
let openedBy = 0;
/** The number of the tape that the page was told of last. */
let tape = 0;
/** Steps per second that the page wants, and whether they wait for the first own point. */
let rate = 0;
let waits = false;

/** @returns {Run} */
function theRun() {
  if (!current) throw new Error('there is no run');
  return current;
}

/** @param {Reply} reply @param {Transferable[]} [transfer] */
const post = (reply, transfer = []) => self.postMessage(reply, { transfer });

/** @param {number} id @param {Answer | null} answer @param {boolean} [more] */
function postAnswer(id, answer, more = false) {
  const transfer = answer && 'bytes' in answer ? [answer.bytes.buffer] : [];
  post({ type: 'answer', id, answer, more }, transfer);
}

/** @param {number} id @param {unknown} error */
const postRefused = (id, error) => post({ type: 'refused', id, problem: problemOf(error) });

/** @param {number | null} id @param {boolean} fresh @param {boolean} [first] of this engine */
function postOpened(id, fresh, first = false) {
  const run = theRun();
  const descriptions = first ? run.descriptions : null;
  tape++;
  post({ type: 'opened', id, tape, descriptions, ...run.describe(fresh) });
}

/** @param {unknown} error @returns {Problem} */
function problemOf(error) {
  if (error instanceof SlmError) {
    return { code: error.code, text: error.message, args: error.args };
  }
  return { code: '', text: error instanceof Error ? error.message : String(error), args: {} };
}

/**
 * @param {unknown} error
 * @param {number} id of the request, 0: of none
 * @param {boolean} needed training and looking cannot be refused: without memory for them a new engine
 *   goes on
 */
function onFailure(error, id, needed) {
  const problem = problemOf(error);
  const { code } = problem;
  const dead = current?.engine.dead || code === '' || (needed && code === 'MEMORY');
  if (!dead) return postRefused(id, error);
  pace.set(0);
  post({ type: 'dead', problem });
}

const pace = new Pace({
  train(steps) {
    const run = theRun();
    waits = run.empty;
    if (waits) return { done: 0, more: false };
    const result = run.train(steps);
    if (run.rerecorded) postOpened(null, false);
    return { done: result.done, more: goesOn(result) };
  },
  failed: (error) => onFailure(error, 0, true),
});

/**
 * Reports why training ended, unless it may go on.
 * @param {ReturnType<Run['train']>} result
 * @returns {boolean} whether it may
 */
function goesOn({ stop, badNode, badGradient: gradient, refused }) {
  for (const error of refused) postRefused(openedBy, error);
  if (stop === 'done') return true;
  const numbers = (gradient ? badNode?.gradView() : badNode?.view()) ?? [];
  const count = Array.from(numbers).filter((number) => !Number.isFinite(number)).length;
  const progress = theRun().progress();
  post({ type: 'stopped', stop, progress, node: badNode?.id ?? 0, gradient, count });
  return false;
}

/** Prepares the coming step. If it cannot be made, the page learns it while its numbers are seen. */
function settle() {
  const run = theRun();
  run.settle();
  if (!Number.isFinite(run.progress().loss)) goesOn(run.train(1));
}

/** @param {number | null} id @param {boolean} fresh @param {boolean} [first] of this engine */
function onNewTape(id, fresh, first) {
  theRun().settle();
  postOpened(id, fresh, first);
  if (waits && !theRun().empty) pace.set(rate);
}

/** @param {OpenCommand} command */
async function open({ id, recipe, saved, fresh }) {
  const before = current;
  const engine = before?.engine ?? (await loadEngine({ wasm: await unpack(packed) }));
  // Saved bytes may be damaged, so their run replaces the present one only once it is there.
  const next = before && !saved ? before : new Run(engine);
  current ??= next;
  let refused;
  try {
    refused = next.start(recipe);
    if (saved) next.restore(saved);
  } catch (error) {
    if (next !== current && !engine.dead) next.trainer.free();
    throw error;
  }
  current = next;
  openedBy = id;
  if (before && before !== next) before.trainer.free();
  onNewTape(id, fresh, !before);
  for (const error of refused) postRefused(id, error);
}

/** @param {number} id @param {RunChange} change */
function makeChange(id, change) {
  const run = theRun();
  switch (change.kind) {
    case 'setting':
      onNewTape(null, run.set(change.key, change.value));
      break;
    case 'points':
      run.points(change.points);
      onNewTape(null, run.progress().step === 0);
      break;
    case 'reset':
      run.reset();
      onNewTape(null, true);
      break;
    case 'number':
      run.edit(change.id, change.element, change.value);
      settle();
      return postAnswer(id, { recipe: run.recipe, config: run.config() });
  }
  postAnswer(id, null);
}

/** @param {number} id @param {Question} question */
async function answer(id, question) {
  if (question.kind === 'check') return check(id, question);
  if (question.kind === 'save' && question.after > 0) {
    const { after } = question;
    setTimeout(() => receive({ type: 'ask', id, question: { ...question, after: 0 } }), after);
    return;
  }
  const run = theRun();
  if (question.kind === 'tape') run.settle();
  const { step } = run.progress();
  if (question.kind === 'tape') postAnswer(id, { bytes: saveTape(run.subject), step });
  else postAnswer(id, { bytes: run.save(), recipe: run.recipe, step });
}

/** @param {number} id @param {Extract<Question, { kind: 'check' }>} question */
async function check(id, { bytes, double }) {
  const deflated = Uint8Array.from(atob(double), (c) => c.charCodeAt(0));
  const engine = await loadEngine({ double: true, wasm: await unpack(deflated) });
  withTape(engine, bytes, (subject) => {
    for (const row of checkRows(subject)) postAnswer(id, row, true);
  });
  postAnswer(id, null);
}

/** @param {Extract<Command, { type: 'look' }>} command */
function answerLook({ tape: seen, look: asked }) {
  const run = theRun();
  const look = seen === tape ? asked : {};
  // Training goes on from a prepared step, so this costs nothing and all numbers agree.
  run.settle();
  const frame = frameOf(run, look, (error) => postRefused(0, error));
  post({ type: 'frame', frame: { ...frame, rate: pace.rate() } });
}

/** @param {Command} command @returns {void | Promise<void>} */
function handle(command) {
  switch (command.type) {
    case 'open':
      return open(command);
    case 'pace':
      rate = command.rate;
      waits = false;
      pace.set(rate);
      return rate === 0 ? settle() : undefined;
    case 'step':
      return !theRun().empty && goesOn(theRun().train(1)) ? settle() : undefined;
    case 'change':
      return makeChange(command.id, command.change);
    case 'look':
      return answerLook(command);
    case 'ask':
      return answer(command.id, command.question);
  }
}

/** The last command, done: the next one waits for it. @type {Promise<void>} */
let last = Promise.resolve();

/** @param {Command} command */
function receive(command) {
  const id = 'id' in command ? command.id : 0;
  const needed = command.type === 'look' || command.type === 'pace';
  last = last.then(() => handle(command)).catch((error) => onFailure(error, id, needed));
}

self.addEventListener('message', ({ data }) => receive(data));
