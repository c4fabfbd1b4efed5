/**
 * One run of the engine's trainer, as the page sees it: made from a recipe, changed on the way,
 * trained in slices. It knows no messages and no clock, so it is the same in Node.
 */

import { OWN, typedOf } from '../shared/recipe.js';
import { Course } from './course.js';
import { givePoints } from './own-points.js';
import { Refusals } from './refusals.js';
import { applyChange, typeNumber } from './typed.js';

/**
 * @typedef {import('../../../wasm/slm.js').Engine} Engine
 * @typedef {import('../../../wasm/slm.js').Tensor} Tensor
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 * @typedef {import('../shared/protocol.js').Config} Config
 * @typedef {import('../shared/protocol.js').OpenedReply} OpenedReply
 * @typedef {import('../shared/protocol.js').Descriptions} Descriptions
 * @typedef {import('../shared/protocol.js').Progress} Progress
 * @typedef {import('./subjects/subject.js').Subject} Subject
 */

export class Run {
  /** @type {import('../shared/protocol.js').TapeGraph | undefined} */
  graph;
  /** The data are own points, but there are none yet: the points that stand in must not be seen. */
  empty = false;

  /** @param {Engine} engine */
  constructor(engine) {
    this.engine = engine;
    this.trainer = engine.createTrainer();
    /** @type {Descriptions} */
    this.descriptions = {
      ops: engine.describeOps(),
      errors: engine.describeErrors(),
      config: engine.describeConfig(),
    };
    const [first] = this.descriptions.config.scenarios;
    this.course = new Course({ scenario: first.name, config: {}, points: null, changes: [] });
  }

  get recipe() {
    return this.course.recipe;
  }

  /**
   * Makes the run of a recipe. What the engine refuses of it is left out.
   * @param {Recipe} recipe
   * @returns {Error[]} the refusals
   */
  start({ scenario, config, points, changes }) {
    const { trainer } = this;
    const refusals = new Refusals(this.engine);
    const { scenarios } = this.descriptions.config;
    let known = scenario !== '' && refusals.attempt(() => trainer.scenario(scenario));
    if (!known) trainer.scenario(scenarios[0].name);
    const usual = trainer.get('data');
    /** @type {Config} */
    let set = {};
    for (const [key, value] of Object.entries(config)) {
      if (refusals.attempt(() => trainer.set(key, value))) set[key] = value;
    }
    const taken = points && refusals.attempt(() => givePoints(trainer, points)) ? points : null;
    this.empty = trainer.get('data') === OWN && !taken;
    if (this.empty) this.#standIn(usual);
    if (!refusals.attempt(() => trainer.reset())) {
      trainer.scenario(scenarios[0].name);
      trainer.reset();
      known = false;
      this.empty = false;
      set = {};
    }
    this.course = new Course({
      scenario: known ? scenario : scenarios[0].name,
      config: set,
      points: taken,
      changes,
    });
    this.#applyDue(refusals);
    this.#record();
    return refusals.errors;
  }

  /**
   * The engine needs data to build a tape, so hidden placeholder points stand in for own ones.
   * @param {string} usual the scenario's own data
   */
  #standIn(usual) {
    const { keys } = this.descriptions.config;
    const other = keys.find(({ key }) => key === 'data')?.default ?? '';
    this.trainer.set('data', usual === OWN ? other : usual);
  }

  /**
   * The same run again from step 0, with what was still ahead of it. Changes made on the way are
   * forgotten, except weights typed in before the first step: the run began with them.
   */
  reset() {
    this.trainer.reset();
    const typed = this.recipe.changes.filter(
      ({ step, key }) => step === 0 && typedOf(key) === 'weight',
    );
    this.#forgetChanges();
    this.course = new Course({ ...this.recipe, changes: typed });
    this.#applyDue(new Refusals(this.engine));
    this.#record();
  }

  #forgetChanges() {
    this.course.restart((key) => this.trainer.get(key));
  }

  /**
   * Sets a key; one that waits for a reset gets it at once.
   * @param {string} key
   * @param {string} value
   * @returns {boolean} whether the run began again
   */
  set(key, value) {
    const { trainer, recipe } = this;
    if (key === 'data' && value === OWN && !recipe.points) {
      this.empty = true;
      recipe.config.data = OWN;
      this.#restart(() => {});
      this.#record();
      return true;
    }
    const before = trainer.get(key);
    trainer.set(key, value);
    // The data that stood in may be those that are chosen now.
    const filled = this.empty && key === 'data';
    const again = trainer.needsReset || filled;
    if (again) {
      const split = key === 'test_ratio' ? () => this.#givePointsAgain() : () => {};
      this.#restart(() => {
        trainer.set(key, before);
        split();
      }, split);
      recipe.config[key] = value;
      if (filled) this.empty = false;
    } else this.course.note({ step: trainer.progress.step, key, value });
    this.#record();
    return again;
  }

  /** @param {OwnPoints} points */
  points(points) {
    const { trainer, recipe } = this;
    const before = trainer.get('data');
    givePoints(trainer, points);
    if (before !== OWN) trainer.set('data', OWN);
    // Points of another form are another task, which the engine begins at a reset only.
    if (trainer.needsReset) {
      this.#restart(() => {
        trainer.set('data', before);
        this.#givePointsAgain();
      });
    }
    recipe.points = points;
    this.empty = false;
    if (recipe.scenario === OWN) delete recipe.config.data;
    else if (before !== OWN) recipe.config.data = OWN;
    this.#record();
  }

  /**
   * Begins again, or leaves everything as it was.
   * @param {() => void} undo what the engine refused
   * @param {() => void} [first] may be refused as well
   */
  #restart(undo, first = () => {}) {
    try {
      first();
      this.trainer.reset();
    } catch (error) {
      undo();
      throw error;
    }
    this.#forgetChanges();
  }

  /** The recipe's points, split by the present test ratio. */
  #givePointsAgain() {
    if (this.recipe.points) givePoints(this.trainer, this.recipe.points);
  }

  /**
   * Sets one element of a parameter, or of x or y for the coming step.
   * @param {number} id
   * @param {number} element
   * @param {number} value
   */
  edit(id, element, value) {
    const { step } = this.trainer.progress;
    for (const key of typeNumber(this, id, element, value))
      this.course.note({ step, key, value: String(value) });
  }

  /** Makes the changes that are due; one that is refused is taken out of the recipe. @param {Refusals} refusals */
  #applyDue(refusals) {
    const { course } = this;
    const { step } = this.trainer.progress;
    for (let change = course.takeDue(step); change; change = course.takeDue(step)) {
      const due = change;
      if (!refusals.attempt(() => applyChange(this, due))) course.drop(due);
    }
  }

  /** The data of the run. */
  get data() {
    const { data } = this.trainer;
    if (!data) throw new Error('there is no run');
    return data;
  }

  get engineContext() {
    return this.trainer.context;
  }

  /** Reads the tape that was recorded. */
  #record() {
    // Reading the root comes first: after other points it is what records the tape again.
    const { root } = this;
    this.version = this.trainer.recording;
    this.graph = this.engineContext.describeGraph(root);
  }

  /** The root of the training graph. @returns {Tensor} */
  get root() {
    const { loss } = this.trainer;
    if (!loss) throw new Error('there is no run');
    return loss;
  }

  /** The training graph as something to look at. @returns {Subject} */
  get subject() {
    const { engineContext: context, root, graph } = this;
    if (!graph) throw new Error('there is no run');
    return { context, root, graph };
  }

  /** @returns {Progress} */
  progress() {
    return this.trainer.progress;
  }

  /**
   * Trains, but not past the next change of the recipe. `refused` of the result are changes that came
   * due and could not be made.
   * @param {number} steps
   */
  train(steps) {
    const { step } = this.trainer.progress;
    const next = this.course.ahead[0];
    const room = next ? Math.max(1, next.step - step) : Infinity;
    const result = this.trainer.train(Math.min(steps, room));
    const refusals = new Refusals(this.engine);
    if (next) this.#applyDue(refusals);
    return { ...result, refused: refusals.errors };
  }

  /** Brings parameters, activations and gradients to one step, the coming one. */
  settle() {
    this.trainer.prepare();
  }

  /** @param {boolean} fresh @returns {Omit<OpenedReply, 'type' | 'id' | 'tape' | 'descriptions'>} */
  describe(fresh) {
    const { trainer, graph, empty } = this;
    const data = this.data;
    return {
      config: this.config(),
      graph: empty ? null : (graph ?? null),
      points: {
        inputs: data.inputs,
        outputs: data.outputs,
        classes: data.classes,
        train: empty ? 0 : data.train,
        x: Float32Array.from(empty ? [] : data.x),
        y: Float32Array.from(empty ? [] : data.y),
      },
      hidden: this.hidden(),
      parameters: this.engineContext.parameters.map(({ id }) => id),
      recipe: this.recipe,
      step: trainer.progress.step,
      fresh,
    };
  }

  /** @returns {Config} */
  config() {
    const { keys } = this.descriptions.config;
    const config = Object.fromEntries(keys.map(({ key }) => [key, this.trainer.get(key)]));
    return this.empty ? { ...config, data: OWN } : config;
  }

  /** Hidden layers as the map counts them: what each gives after its activation. */
  hidden() {
    const layers = this.trainer.layers.slice(0, -1);
    return layers.map((name) => {
      const inside = this.graph?.nodes.filter((node) => node.scope === name && node.op === 'add');
      const node = inside?.at(-1);
      return { id: node?.id ?? 0, units: node?.shape.at(-1) ?? 0, name };
    });
  }

  /** @returns {Uint8Array} */
  save() {
    return this.trainer.save();
  }

  /**
   * Goes on from saved bytes of a run of the same recipe. Edited weights are in the bytes; settings
   * changed on the way, and numbers of the batch at hand, are not.
   * @param {Uint8Array} bytes
   */
  restore(bytes) {
    this.trainer.restore(bytes);
    const { step } = this.trainer.progress;
    const past = this.course.goOnFrom(step);
    const made = past.filter(({ key }) => !typedOf(key));
    for (const { key, value } of made) this.trainer.set(key, value);
    // An optimizer's state is taken only by an optimizer of that kind, which may be chosen only now.
    if (made.length > 0) this.trainer.restore(bytes);
    for (const change of past)
      if (change.step === step && typedOf(change.key) === 'batch') applyChange(this, change);
    this.#record();
  }

  /** Whether a change had the tape recorded again. */
  get rerecorded() {
    return this.trainer.recording !== this.version;
  }
}
