/**
 * One run of the engine's trainer, as the page sees it: made from a recipe, trained in slices,
 * looked at in frames. It knows no messages and no clock, so it is the same in Node.
 */

import { named } from '../formula/example.js';
import { updateLines } from '../formula/update.js';
import { holds } from '../shared/formats.js';
import { OWN, TYPED, typedOf } from '../shared/recipe.js';
import { exampleOf } from './look/example.js';
import * as frames from './look/frames.js';
import { Maps } from './look/maps.js';

/**
 * @typedef {import('../../../wasm/slm.js').Engine} Engine
 * @typedef {import('../../../wasm/slm.js').Tensor} Tensor
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').Change} Change
 * @typedef {import('../shared/recipe.js').Typed} Typed
 * @typedef {import('../shared/protocol.js').OwnPoints} OwnPoints
 * @typedef {import('../shared/protocol.js').Config} Config
 * @typedef {import('../shared/protocol.js').Wish} Wish
 * @typedef {import('../shared/protocol.js').Frame} Frame
 * @typedef {import('../shared/protocol.js').RunReply} RunReply
 * @typedef {import('../shared/protocol.js').Descriptions} Descriptions
 * @typedef {import('../shared/protocol.js').Progress} Progress
 */

/**
 * Which own points are for testing: evenly many of those before any of them, so that a point keeps
 * its part while others are drawn after it. The first one trains, whatever the ratio.
 * @param {number} i @param {number} ratio below 1
 */
const tests = (i, ratio) => Math.floor((i + 1) * ratio + 1e-9) > Math.floor(i * ratio + 1e-9);

export class Run {
  /** @type {Recipe} */
  recipe;
  /** Changes of the recipe that are yet to come. @type {Change[]} */
  ahead = [];
  /** @type {import('../shared/protocol.js').TapeGraph | undefined} */
  graph;
  maps = new Maps(this);
  /** The data are own points, and there are none yet: nothing may be seen of those that stand in. */
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
    this.recipe = { scenario: first.name, config: {}, points: null, changes: [] };
  }

  /**
   * Makes the run of a recipe. What the engine refuses of it is left out.
   * @param {Recipe} recipe
   * @returns {Error[]} the refusals
   */
  start({ scenario, config, points, changes }) {
    /** @type {Error[]} */
    const refused = [];
    /** @param {() => void} action @returns {boolean} */
    const attempt = (action) => {
      try {
        action();
        return true;
      } catch (error) {
        if (this.engine.dead) throw error;
        refused.push(/** @type {Error} */ (error));
        return false;
      }
    };
    const { trainer } = this;
    const { scenarios, keys } = this.descriptions.config;
    let known = scenario !== '' && attempt(() => trainer.scenario(scenario));
    if (!known) trainer.scenario(scenarios[0].name);
    const usual = trainer.get('data');
    /** @type {Config} */
    let set = {};
    for (const [key, value] of Object.entries(config)) {
      if (attempt(() => trainer.set(key, value))) set[key] = value;
    }
    const taken = points && attempt(() => this.#giveTrainer(points)) ? points : null;
    this.empty = trainer.get('data') === OWN && !taken;
    // The engine begins with no points at all neither a tape nor weights: unseen others stand in.
    if (this.empty) {
      const other = keys.find(({ key }) => key === 'data')?.default ?? '';
      trainer.set('data', usual === OWN ? other : usual);
    }
    if (!attempt(() => trainer.reset())) {
      trainer.scenario(scenarios[0].name);
      trainer.reset();
      known = false;
      this.empty = false;
      set = {};
    }
    this.recipe = {
      scenario: known ? scenario : scenarios[0].name,
      config: set,
      points: taken,
      changes,
    };
    this.ahead = [...changes];
    refused.push(...this.#applyDue());
    this.#record();
    return refused;
  }

  /**
   * The same run again from step 0, with what waited for it. Changes made on the way are forgotten, but
   * not weights that were typed in before the first step: they are where the run began.
   */
  reset() {
    this.trainer.reset();
    const typed = this.recipe.changes.filter(
      ({ step, key }) => step === 0 && typedOf(key) === 'weight',
    );
    this.#forgetChanges();
    this.recipe.changes = typed;
    this.ahead = [...typed];
    this.#applyDue();
    this.#record();
  }

  /** What was set on the way holds from the beginning now; numbers typed in are gone. */
  #forgetChanges() {
    const { trainer, recipe } = this;
    for (const { key } of recipe.changes) {
      if (!typedOf(key)) recipe.config[key] = trainer.get(key);
    }
    recipe.changes = [];
    this.ahead = [];
  }

  /**
   * Sets a key; one that waits for a reset gets it at once.
   * @param {string} key
   * @param {string} value
   * @returns {boolean} whether the run began anew
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
    // What stood in may be what is chosen now.
    const filled = this.empty && key === 'data';
    if (trainer.needsReset || filled) {
      const split = key === 'test_ratio' ? () => this.#giveAgain() : () => {};
      this.#restart(() => {
        trainer.set(key, before);
        split();
      }, split);
      recipe.config[key] = value;
      if (filled) this.empty = false;
      this.#record();
      return true;
    }
    this.#note(key, value);
    this.#record();
    return false;
  }

  /** @param {OwnPoints} points */
  points(points) {
    const { trainer, recipe } = this;
    const before = trainer.get('data');
    this.#giveTrainer(points);
    if (before !== OWN) trainer.set('data', OWN);
    // Points of another form are another task, which the engine begins at a reset only.
    if (trainer.needsReset) {
      this.#restart(() => {
        trainer.set('data', before);
        this.#giveAgain();
      });
    }
    recipe.points = points;
    this.empty = false;
    if (recipe.scenario === OWN) delete recipe.config.data;
    else if (before !== OWN) recipe.config.data = OWN;
    this.#record();
  }

  /**
   * Begins anew, or leaves all as it was.
   * @param {() => void} undo what the engine refused
   * @param {() => void} [first] may be refused, too
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

  /** The points of the recipe, in parts for training and testing as the ratio is now. */
  #giveAgain() {
    if (this.recipe.points) this.#giveTrainer(this.recipe.points);
  }

  /** @param {OwnPoints} points */
  #giveTrainer({ rows, inputs, classes }) {
    const x = rows.flatMap((row) => row.slice(0, inputs));
    const target = rows.map((row) => row[inputs]);
    const ratio = Number(this.trainer.get('test_ratio'));
    const test = Uint8Array.from(rows, (_, i) => Number(tests(i, ratio)));
    this.trainer.setPoints(
      classes > 0
        ? { x, inputs, classes, label: target, test }
        : { x, inputs, outputs: 1, y: target, test },
    );
  }

  /** Writes a change down, so that the recipe makes this run again. @param {string} key @param {string} value */
  #note(key, value) {
    const { step } = this.trainer.progress;
    const { recipe } = this;
    if (step === 0 && !typedOf(key)) recipe.config[key] = value;
    else {
      recipe.changes = recipe.changes.filter((c) => c.step !== step || c.key !== key);
      recipe.changes.push({ step, key, value });
    }
  }

  /**
   * Makes the changes whose step has come; one that is refused is taken out of the recipe.
   * @returns {Error[]} the refusals
   */
  #applyDue() {
    const { step } = this.trainer.progress;
    /** @type {Error[]} */
    const refused = [];
    while (this.ahead.length > 0 && this.ahead[0].step <= step) {
      const change = /** @type {Change} */ (this.ahead.shift());
      try {
        this.#apply(change);
      } catch (error) {
        if (this.engine.dead) throw error;
        refused.push(/** @type {Error} */ (error));
        this.recipe.changes = this.recipe.changes.filter((other) => other !== change);
      }
    }
    return refused;
  }

  /** Whether numbers of this tensor can be typed in. @param {number} id */
  editable(id) {
    return TYPED.some((kind) => this.#typedInto(kind).some((tensor) => tensor?.id === id));
  }

  /** What is typed into: the parameters, or x and y of the batch. @param {Typed} kind */
  #typedInto(kind) {
    return kind === 'weight' ? this.engineContext.parameters : [this.trainer.x, this.trainer.y];
  }

  /** @param {Change} change */
  #apply({ key, value }) {
    const kind = typedOf(key);
    const [, place, element] = key.split(':');
    const tensor = kind && this.#typedInto(kind)[Number(place)];
    const at = Number(element || Number.NaN);
    // The engine refuses a number that cannot be as a key that it does not have.
    if (!tensor || !(at in (tensor.values() ?? [])) || !holds(Number(value)))
      this.trainer.set(key, value);
    else this.#type(kind, tensor, at, Number(value));
  }

  /**
   * Sets one number of a leaf. What the engine refuses, such as a class that there is not, leaves all as
   * it was.
   * @param {Typed} kind
   * @param {Tensor} tensor
   * @param {number} element
   * @param {number} value
   */
  #type(kind, tensor, element, value) {
    // The batch of the coming step has to be there before it can be changed.
    if (kind === 'batch') this.settle();
    const before = Array.from(tensor.values() ?? []);
    tensor.set(Object.assign([...before], { [element]: value }));
    if (kind === 'weight') return;
    try {
      this.settle();
    } catch (error) {
      if (this.engine.dead) throw error;
      tensor.set(before);
      this.settle();
      throw error;
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
    // First of all: it is this that records anew after other points came.
    const { root } = this;
    this.version = this.trainer.recording;
    this.graph = this.engineContext.describeGraph(root);
    this.maps = new Maps(this);
  }

  /** The root of the training graph. @returns {Tensor} */
  get root() {
    const { loss } = this.trainer;
    if (!loss) throw new Error('there is no run');
    return loss;
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
    const next = this.ahead[0];
    const room = next ? Math.max(1, next.step - step) : Infinity;
    const result = this.trainer.train(Math.min(steps, room));
    return { ...result, refused: next ? this.#applyDue() : [] };
  }

  /** Brings parameters, activations and gradients to one step, the coming one. */
  settle() {
    this.trainer.prepare();
  }

  /** @param {boolean} fresh @returns {RunReply} */
  describe(fresh) {
    const { trainer, graph, empty } = this;
    const keys = this.descriptions.config.keys;
    const data = this.data;
    return {
      type: 'run',
      config: {
        ...Object.fromEntries(keys.map(({ key }) => [key, trainer.get(key)])),
        ...(empty ? { data: OWN } : {}),
      },
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
      fresh,
    };
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

  /** @param {Wish} wish @returns {Omit<Frame, 'rate'>} */
  frame(wish) {
    /** @type {Omit<Frame, 'rate'>} */
    const frame = { progress: this.progress() };
    if (this.empty) return { progress: { ...frame.progress, loss: Number.NaN } };
    if (wish.nodes) frame.nodes = this.nodes();
    if (wish.curves) frame.curves = frames.curvesOf(this);
    if (wish.rows) frame.rows = frames.rowsOf(this);
    if (wish.map) frame.map = this.maps.large(wish.map);
    if (wish.map && wish.neurons !== null) {
      frame.neurons = this.maps.neurons(wish.map, wish.neurons);
    }
    if (wish.confusion) frame.confusion = frames.confusionOf(this);
    if (wish.distributions) frame.distributions = frames.distributionsOf(this);
    return frame;
  }

  nodes() {
    return frames.nodesOf(this);
  }

  /** Whether a tensor is on the tape as it is recorded now. @param {number} id */
  has(id) {
    return this.graph?.nodes.some((node) => node.id === id) ?? false;
  }

  /** @param {number} id @param {'value' | 'gradient'} kind @param {number} row @param {number} [column] */
  window(id, kind, row, column = 0) {
    return frames.windowOf(this, id, kind, row, column);
  }

  /** @param {number[]} x */
  probe(x) {
    return frames.probeOf(this, x);
  }

  /**
   * One element of a node with its real numbers. It is worked out on a copy of the tape, where
   * backward can be walked step by step without a change to the run.
   * @param {number} id
   * @param {number} element
   * @returns {import('../shared/protocol.js').Example}
   */
  example(id, element) {
    const parameter = this.engineContext.parameters.findIndex((each) => each.id === id);
    if (parameter >= 0) return this.#update(id, parameter);
    const copy = this.engine.createContext();
    try {
      const root = copy.load(this.engineContext.save(this.root));
      const place = this.graph?.nodes.findIndex((node) => node.id === id) ?? -1;
      return { id, element, lines: exampleOf(copy, root, place, element, this.descriptions.ops) };
    } finally {
      copy.free();
    }
  }

  /**
   * What the next step makes of a parameter, at the element with the largest gradient: a copy of the
   * run makes that step.
   * @param {number} id
   * @param {number} parameter
   * @returns {import('../shared/protocol.js').Example}
   */
  #update(id, parameter) {
    const copy = new Run(this.engine);
    try {
      copy.start(this.recipe);
      copy.restore(this.save());
      const tensor = copy.engineContext.parameters[parameter];
      const before = tensor.values() ?? [];
      const kept = copy.trainer.moments(tensor);
      const { done } = copy.trainer.train(1);
      // After clipping, as the step takes it.
      const g = tensor.grad();
      if (done === 0 || !g) return { id, element: 0, lines: [] };
      const sizes = Array.from(g, Math.abs);
      const most = sizes.indexOf(Math.max(...sizes));
      const after = tensor.values() ?? [];
      const { keys, updates } = this.descriptions.config;
      const kind = keys.findIndex(({ key }) => key === 'optimizer');
      const rule = updates[keys[kind].choices?.indexOf(copy.trainer.get('optimizer')) ?? 0];
      const { t, moments } = copy.trainer.moments(tensor);
      const lines = updateLines(rule, {
        name: named('w', most, tensor.shape),
        before: before[most],
        gradient: g[most],
        after: after[most],
        moments: new Map(
          rule.moments.flatMap((name, i) => {
            const now = moments[i]?.[most];
            const was = kept.moments[i]?.[most] ?? 0;
            return now === undefined ? [] : [[name, { before: was, after: now }]];
          }),
        ),
        setting(name) {
          if (name === 't') return t;
          return keys.some(({ key }) => key === name) ? Number(copy.trainer.get(name)) : undefined;
        },
      });
      return {
        id,
        element: most,
        lines,
        ratio: Math.abs((after[most] - before[most]) / before[most]),
      };
    } finally {
      copy.trainer.free();
    }
  }

  /**
   * Sets one element of a parameter, or of x or y for the coming step.
   * @param {number} id
   * @param {number} element
   * @param {number} value
   */
  edit(id, element, value) {
    for (const kind of TYPED) {
      const place = this.#typedInto(kind).findIndex((tensor) => tensor?.id === id);
      if (place < 0) continue;
      this.#type(kind, this.engineContext.at(id), element, value);
      this.#note(`${kind}:${place}:${element}`, String(value));
    }
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
    this.ahead = this.recipe.changes.filter((change) => change.step > step);
    const past = this.recipe.changes.filter((change) => change.step <= step);
    const made = past.filter(({ key }) => !typedOf(key));
    for (const { key, value } of made) this.trainer.set(key, value);
    // State of an optimizer that was chosen on the way is taken only by that one.
    if (made.length > 0) this.trainer.restore(bytes);
    for (const change of past)
      if (change.step === step && typedOf(change.key) === 'batch') this.#apply(change);
    this.#record();
  }

  /** Whether a change had the tape recorded again. */
  get rerecorded() {
    return this.trainer.recording !== this.version;
  }
}
