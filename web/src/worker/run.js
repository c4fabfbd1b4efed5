/**
 * One run of the engine's trainer, as the page sees it: made from a recipe, trained in slices,
 * looked at in frames. It knows no messages and no clock, so it is the same in Node.
 */

import { deadUnits } from '../model/health.js';
import { gridOf } from '../model/heat.js';
import { pathOf } from '../model/state.js';

/**
 * @typedef {import('../../../wasm/slm.js').Engine} Engine
 * @typedef {import('../../../wasm/slm.js').Tensor} Tensor
 * @typedef {import('../model/protocol.js').Recipe} Recipe
 * @typedef {import('../model/protocol.js').Change} Change
 * @typedef {import('../model/protocol.js').OwnPoints} OwnPoints
 * @typedef {import('../model/protocol.js').Config} Config
 * @typedef {import('../model/protocol.js').Wish} Wish
 * @typedef {import('../model/protocol.js').MapWish} MapWish
 * @typedef {import('../model/protocol.js').Frame} Frame
 * @typedef {import('../model/protocol.js').MapFrame} MapFrame
 * @typedef {import('../model/protocol.js').NodeFrame} NodeFrame
 * @typedef {import('../model/protocol.js').RunReply} RunReply
 * @typedef {import('../model/protocol.js').TensorWindow} TensorWindow
 * @typedef {import('../model/protocol.js').Descriptions} Descriptions
 * @typedef {import('../model/protocol.js').Progress} Progress
 */

/** Cells on a side of a neuron's small map. */
const SMALL_MAP = 20;
/** Maps of large networks are made coarser, and their neurons' a few at a time: multiplications. */
const MAP_COST = 6e7;
const NEURONS_COST = 3e7;
const COARSEST_MAP = 24;
/** Rows and columns of a table of numbers that are sent at once. */
const WINDOW = { rows: 12, columns: 32 };
const BINS = 32;
/** The scenario whose data are the user's points. */
export const OWN = 'own';

export class Run {
  /** @type {Recipe} */
  recipe;
  /** Changes of the recipe that are yet to come. @type {Change[]} */
  ahead = [];
  /** @type {import('../model/graph.js').TapeGraph | undefined} */
  graph;
  cost = 1;
  small = { of: '', next: 0, maps: /** @type {MapFrame[]} */ ([]) };

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
    const taken = points && attempt(() => this.#giveTrainer(points)) ? points : null;
    /** @type {Config} */
    let set = {};
    // Until the first own point comes, the engine's usual data stand in for them.
    if (known && scenario === OWN && !taken) {
      set.data = keys.find(({ key }) => key === 'data')?.default ?? '';
      trainer.set('data', set.data);
    }
    for (const [key, value] of Object.entries(config)) {
      if (attempt(() => trainer.set(key, value))) set[key] = value;
    }
    if (!attempt(() => trainer.reset())) {
      trainer.scenario(scenarios[0].name);
      trainer.reset();
      known = false;
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

  /** The same run again from step 0, with what waited for it. Changes made on the way are forgotten. */
  reset() {
    const { trainer, recipe } = this;
    trainer.reset();
    for (const { key } of recipe.changes) {
      if (!key.startsWith('weight:')) recipe.config[key] = trainer.get(key);
    }
    recipe.changes = [];
    this.ahead = [];
    this.#record();
  }

  /**
   * Sets a key; one that waits for a reset gets it at once.
   * @param {string} key
   * @param {string} value
   * @returns {boolean} whether the run began anew
   */
  set(key, value) {
    const { trainer, recipe } = this;
    const before = trainer.get(key);
    trainer.set(key, value);
    if (trainer.needsReset) {
      try {
        trainer.reset();
      } catch (error) {
        trainer.set(key, before);
        throw error;
      }
      recipe.config[key] = value;
      recipe.changes = [];
      this.ahead = [];
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
    const running = trainer.data;
    this.#giveTrainer(points);
    if (before !== OWN) trainer.set('data', OWN);
    // Points of another form are another task, which the engine begins at a reset only.
    const another = points.inputs !== running?.inputs || points.classes !== running.classes;
    if (trainer.needsReset || another) {
      try {
        trainer.reset();
      } catch (error) {
        trainer.set('data', before);
        throw error;
      }
      recipe.changes = [];
      this.ahead = [];
    }
    recipe.points = points;
    if (before !== OWN) recipe.config.data = OWN;
    this.#record();
  }

  /** @param {OwnPoints} points */
  #giveTrainer({ rows, inputs, classes }) {
    const x = rows.flatMap((row) => row.slice(0, inputs));
    const target = rows.map((row) => row[inputs]);
    this.trainer.setPoints(
      classes > 0 ? { x, inputs, classes, label: target } : { x, inputs, outputs: 1, y: target },
    );
  }

  /** Writes a change down, so that the recipe makes this run again. @param {string} key @param {string} value */
  #note(key, value) {
    const { step } = this.trainer.progress;
    const { recipe } = this;
    if (step === 0 && !key.startsWith('weight:')) recipe.config[key] = value;
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

  /** @param {Change} change */
  #apply({ key, value }) {
    const [kind, parameter, element] = key.split(':');
    const tensor = kind === 'weight' ? this.engineContext.parameters[Number(parameter)] : undefined;
    const values = /** @type {Float32Array | undefined} */ (tensor?.values());
    // The engine refuses a weight that is not there as a key that it does not have.
    if (!tensor || !values || !(element in values)) this.trainer.set(key, value);
    else {
      values[Number(element)] = Number(value);
      tensor.set(values);
    }
  }

  /** The data of the run. */
  #data() {
    const { data } = this.trainer;
    if (!data) throw new Error('there is no run');
    return data;
  }

  get engineContext() {
    return this.trainer.context;
  }

  /** Reads the tape that was recorded. */
  #record() {
    this.version = this.trainer.recording;
    this.graph = this.engineContext.describeGraph(this.root);
    const parameters = this.graph.nodes.filter(({ kind }) => kind === 'parameter');
    const sizes = parameters.map(({ shape }) => shape.reduce((product, size) => product * size, 1));
    /** Multiplications for one point. */
    this.cost = Math.max(
      1,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    this.small = { of: '', next: 0, maps: [] };
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
    const { trainer, graph } = this;
    const keys = this.descriptions.config.keys;
    const data = this.#data();
    return {
      type: 'run',
      config: Object.fromEntries(keys.map(({ key }) => [key, trainer.get(key)])),
      waiting: [],
      graph: /** @type {import('../model/graph.js').TapeGraph} */ (graph),
      points: {
        inputs: data.inputs,
        outputs: data.outputs,
        classes: data.classes,
        train: data.train,
        x: Float32Array.from(data.x),
        y: Float32Array.from(data.y),
      },
      hidden: this.#hidden(),
      parameters: this.engineContext.parameters.map(({ id }) => id),
      recipe: this.recipe,
      fresh,
    };
  }

  /** Hidden layers as the map counts them: what each gives after its activation. */
  #hidden() {
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
    if (wish.nodes) frame.nodes = this.nodes();
    if (wish.curves) {
      frame.curves = this.#curves();
    }
    if (wish.rows) frame.rows = this.#rows();
    if (wish.map) {
      const finest = Math.max(COARSEST_MAP, Math.floor(Math.sqrt(MAP_COST / this.cost)));
      frame.map = this.#map(wish.map, Math.min(wish.map.size, finest), wish.map.neuron);
    }
    if (wish.map && wish.neurons !== null) frame.neurons = this.#neurons(wish.map, wish.neurons);
    if (wish.confusion) frame.confusion = this.#confusion();
    return frame;
  }

  /** Every node's statistics and cells, by id. @returns {Map<number, NodeFrame>} */
  nodes() {
    const { graph } = this;
    if (!graph) return new Map();
    const names = this.descriptions.config.statistics;
    const { values: table } = this.engineContext.statistics(this.root);
    return new Map(
      graph.nodes.map((node, i) => {
        const row = table.subarray(i * names.length, (i + 1) * names.length);
        const statistics = Object.fromEntries(names.map((name, k) => [name, row[k]]));
        const tensor = this.engineContext.at(node.id);
        const view = tensor.view();
        const dead = node.op === 'relu' ? deadUnits(view, node.shape) : 0;
        const value = gridOf(view, node.shape);
        const norm = node.requires_grad ? statistics.gradient_norm : Number.NaN;
        const gradient = node.requires_grad ? tensor.gradView() : null;
        return [
          node.id,
          {
            statistics,
            norm,
            bad: (statistics.nonfinite || 0) + (statistics.gradient_nonfinite || 0),
            dead,
            units: node.shape.at(-1) ?? 1,
            value,
            gradient: gradient && gridOf(gradient, node.shape),
          },
        ];
      }),
    );
  }

  #curves() {
    const names = this.descriptions.config.series;
    return Object.fromEntries(names.map((name) => [name, this.trainer.history(name)]));
  }

  /** Layers, then parameters: the rows of a layered series. */
  #rows() {
    const { trainer, graph } = this;
    const parameters = this.engineContext.parameters.map(({ id }) => {
      const node = graph?.nodes.find((each) => each.id === id);
      return node && graph ? pathOf(node, graph) : '';
    });
    return [...trainer.layers, ...parameters].map((name, row) => ({
      name,
      parameter: row >= trainer.layers.length,
      norm: trainer.history('gradient_norm', row),
      ratio: trainer.history('update_ratio', row),
    }));
  }

  /**
   * @param {MapWish} wish
   * @param {number} size
   * @param {MapWish['neuron']} neuron
   * @returns {MapFrame | undefined} undefined with more than two inputs
   */
  #map({ area, discrete, colours, classColours }, size, neuron) {
    const { inputs, classes } = this.#data();
    if (inputs > 2) return undefined;
    const [x0, x1, y0, y1] = area;
    const many = !neuron && classes > 2;
    const width = inputs === 1 ? 3 * size : size;
    const height = inputs === 1 ? 1 : size;
    const { rgba, values, low, high } = this.trainer.map({
      x0,
      x1,
      y0,
      y1,
      width,
      height,
      values: inputs === 1,
      layer: neuron?.layer ?? 0,
      unit: many ? -1 : (neuron?.unit ?? 0),
      discrete: discrete && !neuron,
      colours: many ? classColours.slice(0, classes) : colours,
    });
    const pixels = /** @type {Uint8ClampedArray<ArrayBuffer>} */ (rgba);
    return {
      width,
      height,
      rgba: pixels,
      values,
      scale: [low, high],
      of: neuron ? `${neuron.layer}:${neuron.unit}` : 'output',
    };
  }

  /**
   * Small maps of a layer's units. Those of a large network take turns: some are new, the others as
   * they were.
   * @param {MapWish} wish
   * @param {number} layer from 0
   */
  #neurons(wish, layer) {
    const hidden = this.#hidden()[layer];
    if (!hidden || this.#data().inputs > 2) return [];
    const units = Math.min(hidden.units, 32);
    const of = JSON.stringify([layer, wish.area, wish.colours]);
    if (this.small.of !== of) this.small = { of, next: 0, maps: [] };
    const { small } = this;
    const share = Math.max(1, Math.floor(NEURONS_COST / (this.cost * SMALL_MAP * SMALL_MAP)));
    for (let made = 0; made < Math.min(share, units); made++) {
      const neuron = { layer: layer + 1, unit: small.next };
      const map = this.#map(wish, SMALL_MAP, neuron);
      if (map) small.maps[small.next] = map;
      small.next = (small.next + 1) % units;
    }
    return [...small.maps];
  }

  #confusion() {
    if (this.#data().classes === 0) return null;
    const { classes } = this.#data();
    const of = (/** @type {boolean} */ test) => {
      const { counts, correct, total } = this.trainer.confusion({ test });
      const rows = Array.from({ length: classes }, (_, k) =>
        Array.from(counts.subarray(k * classes, (k + 1) * classes)),
      );
      return { counts: rows, correct, total };
    };
    return { train: of(false), test: of(true) };
  }

  /**
   * @param {number} id
   * @param {'value' | 'gradient'} kind
   * @param {number} row
   * @returns {TensorWindow}
   */
  window(id, kind, row) {
    const tensor = this.engineContext.at(id);
    const { shape, isIndex } = tensor;
    const all = (kind === 'value' ? tensor.view() : tensor.gradView()) ?? new Float32Array(0);
    const columns = shape.at(-1) ?? 1;
    const rows = columns > 0 ? all.length / columns : 0;
    const first = Math.max(0, Math.min(row, rows - 1));
    const wide = Math.min(columns, WINDOW.columns);
    const cells = Array.from({ length: Math.max(0, Math.min(WINDOW.rows, rows - first)) }, (_, i) =>
      Array.from(all.subarray((first + i) * columns, (first + i) * columns + wide)),
    );
    const leaf = this.graph?.nodes.find((node) => node.id === id)?.kind === 'parameter';
    const histogram = isIndex
      ? { low: 0, high: 0, counts: new Uint32Array(0) }
      : this.engineContext.histogram(tensor, BINS, { gradient: kind === 'gradient' });
    return {
      id,
      kind,
      row: first,
      rows,
      columns,
      column: 0,
      cells,
      editable: leaf && kind === 'value',
      histogram: { ...histogram, counts: Array.from(histogram.counts) },
    };
  }

  /**
   * Sets one element of a parameter.
   * @param {number} id
   * @param {number} element
   * @param {number} value
   */
  edit(id, element, value) {
    const tensor = this.engineContext.at(id);
    const values = /** @type {Float32Array} */ (tensor.values());
    values[element] = value;
    tensor.set(values);
    const parameter = this.engineContext.parameters.findIndex((other) => other.id === id);
    this.#note(`weight:${parameter}:${element}`, String(value));
  }

  /**
   * Sends one point through the network, on a graph of its own.
   * @param {number[]} x
   * @returns {import('../model/protocol.js').Probed}
   */
  probe(x) {
    const context = this.engineContext;
    const root = this.trainer.probe(x);
    const graph = context.describeGraph(root);
    /** @param {number} id @returns {number[]} */
    const numbers = (id) => Array.from(/** @type {Float32Array} */ (context.at(id).values()));
    const passed = graph.nodes.filter(({ kind }) => kind !== 'parameter');
    return {
      output: numbers(root.id),
      nodes: Object.fromEntries(passed.map((node) => [pathOf(node, graph), numbers(node.id)])),
    };
  }

  /** @returns {Uint8Array} */
  save() {
    return this.trainer.save();
  }

  /**
   * Goes on from saved bytes of a run of the same recipe. Edited weights are in the bytes, settings
   * changed on the way are not.
   * @param {Uint8Array} bytes
   */
  restore(bytes) {
    this.trainer.restore(bytes);
    const { step } = this.trainer.progress;
    this.ahead = this.recipe.changes.filter((change) => change.step > step);
    for (const { step: at, key, value } of this.recipe.changes) {
      if (at <= step && !key.startsWith('weight:')) this.trainer.set(key, value);
    }
    this.#record();
  }

  /** Whether a change had the tape recorded again. */
  get rerecorded() {
    return this.trainer.recording !== this.version;
  }
}
