import {
  byteArray,
  choice,
  flag,
  indices,
  isTypedArray,
  lengthOf,
  list,
  nothingElse,
  number,
  object,
  reals,
  sameLength,
  string,
  whole,
  wrongType,
} from './check.js';
import { Context } from './context.js';
import { Tensor } from './tensors.js';

/** @typedef {import('./heap.js').Memory} Memory */
/** @typedef {import('./heap.js').Reals} Reals */
/** @typedef {string | number | readonly (string | number)[]} ConfigValue a list is joined by commas */

/**
 * @typedef {object} TrainResult
 * @property {number} done steps made
 * @property {string} stop one of `describeConfig().stops`: why no more were
 * @property {Tensor | null} badNode when not finite: the first such tensor
 * @property {boolean} badGradient it is its gradient, not its values
 */

/**
 * @typedef {object} Progress
 * @property {number} step updates made since the reset
 * @property {number} epoch
 * @property {number} epochs with its fraction
 * @property {number} loss of the last forward
 * @property {number} gradientNorm before clipping, of the last backward
 * @property {number} testedStep of the last test; the next three belong to it
 * @property {number} testLoss
 * @property {number} testAccuracy
 * @property {number} trainAccuracy
 */

/**
 * What the optimizer keeps of a parameter, copied.
 * @typedef {object} Moments
 * @property {number} t updates so far
 * @property {(Reals | null)[]} moments in the order of `moments` in `describeConfig().updates`; null:
 *   it keeps none, or no step has needed it yet, and it is all zeros
 */

/**
 * Copies of the data of a run.
 * @typedef {object} Dataset
 * @property {number} train rows 0 to train - 1 are for training,
 * @property {number} test the next for testing
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} classes 0: regression
 * @property {Reals} x (train + test, inputs)
 * @property {Reals} y (train + test, outputs)
 * @property {Int32Array | null} label (train + test)
 */

/**
 * Own data; `y` for regression, `label` for classes.
 * @typedef {object} Points
 * @property {number} inputs
 * @property {number} [outputs]
 * @property {number} [classes]
 * @property {Reals | readonly number[]} x (count, inputs)
 * @property {Reals | readonly number[]} [y] (count, outputs)
 * @property {Int32Array | readonly number[]} [label] (count)
 * @property {Uint8Array} [test] (count) 1: for testing
 */

/**
 * @typedef {object} MapRequest
 * @property {number} x0
 * @property {number} x1
 * @property {number} y0
 * @property {number} y1
 * @property {number} width cells
 * @property {number} height cells
 * @property {readonly number[]} colours 0xRRGGBB: low, middle, high; with unit -1 one for a class
 * @property {number} [layer] 0: the prediction; from 1 on: that hidden layer
 * @property {number} [unit] column of the layer; -1 with three or more classes: the class
 * @property {boolean} [discrete]
 * @property {boolean} [values] give the numbers, too
 * @property {Uint8ClampedArray} [into] (height * width * 4) for the pixels, instead of a new array
 */

const LARGEST = 2 ** 31 - 1;
const LARGEST_SIZE = 2 ** 32 - 1;

/** A configuration and the run it describes. Made by `Engine.createTrainer`. */
export class Trainer {
  /** @param {Memory} memory @param {number} handle */
  constructor(memory, handle) {
    /** Where the run's tensors are. */
    this.context = new Context(memory, handle);
  }

  /** Frees the trainer and its context. */
  free() {
    this.context.free();
  }

  /**
   * @param {string} key one of `describeConfig().keys`
   * @param {ConfigValue} value
   * @returns {this}
   */
  set(key, value) {
    const memory = this.#memory;
    const name = string(memory, 'config', 'key', key);
    const items = Array.isArray(value) ? list(memory, 'config', name, value, 'a list') : [value];
    for (const item of items) if (typeof item !== 'number') string(memory, 'config', name, item);
    memory.lendString('config', name, (keyAt) =>
      memory.lendString('config', items.join(','), (at) => this.#ask('trainer_set', keyAt, at)),
    );
    return this;
  }

  /** @param {string} key @returns {string} the value set last */
  get(key) {
    const memory = this.#memory;
    const at = memory.lendString('config', string(memory, 'config', 'key', key), (keyAt) =>
      this.#ask('trainer_get', keyAt),
    );
    return memory.string(at);
  }

  /** Every key to its default, then those of the scenario. @param {string} name @returns {this} */
  scenario(name) {
    const memory = this.#memory;
    memory.lendString('config', string(memory, 'config', 'scenario', name), (at) =>
      this.#ask('trainer_scenario', at),
    );
    return this;
  }

  /** @returns {boolean} a key is set that waits for `reset` */
  get needsReset() {
    return this.#ask('trainer_needs_reset') === 1;
  }

  /** Builds the run that the configuration describes. @returns {this} */
  reset() {
    this.#ask('trainer_reset');
    return this;
  }

  /** @returns {boolean} there is a run */
  get ready() {
    return this.#ask('trainer_ready') === 1;
  }

  /** Own data, for the key data = own. @param {Points} points */
  setPoints(points) {
    const memory = this.#memory;
    const op = 'points';
    const {
      inputs,
      outputs = 1,
      classes = 0,
      x,
      y,
      label,
      test,
      ...rest
    } = object(memory, op, 'points', points);
    nothingElse(memory, op, rest);
    whole(memory, op, 'inputs', inputs, 1, LARGEST);
    whole(memory, op, 'outputs', outputs, 1, LARGEST);
    whole(memory, op, 'classes', classes, 0, LARGEST);
    const coordinates = reals(memory, op, 'x', x);
    const count = Math.ceil(coordinates.length / inputs);
    sameLength(memory, op, coordinates.length, [count, inputs], 'x');
    const targets = y === undefined ? [] : reals(memory, op, 'y', y);
    if (y !== undefined) sameLength(memory, op, targets.length, [count, outputs], 'y');
    const labels = label === undefined ? [] : indices(memory, op, 'label', label);
    if (label !== undefined) sameLength(memory, op, labels.length, [count], 'label');
    const rows = test === undefined ? new Uint8Array(0) : byteArray(memory, op, 'test', test);
    if (test !== undefined) sameLength(memory, op, rows.length, [count], 'test');
    memory.lendReals(op, coordinates, (xAt) =>
      memory.lendReals(op, targets, (yAt) =>
        memory.lendWords(op, labels, (labelAt) =>
          memory.lendBytes(op, rows, (testAt) =>
            this.#ask(
              'trainer_points',
              ...[count, inputs, outputs, classes, xAt],
              ...[y ? yAt : 0, label ? labelAt : 0, test ? testAt : 0],
            ),
          ),
        ),
      ),
    );
  }

  /** @returns {Dataset | null} a copy of the run's data; null without a run */
  get data() {
    const memory = this.#memory;
    const facts = this.#facts;
    if (!facts) return null;
    const { x, y, label, ...form } = facts;
    const { inputs, outputs } = form;
    const rows = form.train + form.test;
    return {
      ...form,
      x: memory.reals(x, rows * inputs).slice(),
      y: memory.reals(y, rows * outputs).slice(),
      label: label ? memory.ints(label, rows).slice() : null,
    };
  }

  /** @returns {Tensor} the root of the training graph */
  get loss() {
    return this.#tensor('trainer_loss');
  }

  /** @returns {Tensor} the network's output in it */
  get output() {
    return this.#tensor('trainer_output');
  }

  /** @returns {Tensor | null} its leaf of inputs; null when the scenario has none */
  get x() {
    return this.#leaf('trainer_x');
  }

  /** @returns {Tensor | null} its leaf of targets; null when the scenario has none */
  get y() {
    return this.#leaf('trainer_y');
  }

  /** @returns {number} changes when the graph is recorded again, and all its ids with it */
  get recording() {
    return this.#ask('trainer_recording');
  }

  /** @param {number} steps at most @returns {TrainResult} */
  train(steps) {
    whole(this.#memory, 'train', 'steps', steps, 0, Number.MAX_SAFE_INTEGER);
    return this.#result(this.#ask('trainer_train', steps));
  }

  /** The coming step without its update: its batch, forward and backward. */
  prepare() {
    this.#ask('trainer_prepare');
  }

  /** The update of the step that was prepared. @returns {TrainResult} */
  update() {
    return this.#result(this.#ask('trainer_update'));
  }

  /** @returns {Progress} */
  get progress() {
    const [step, epoch, epochs, loss, gradientNorm, testedStep, testLoss, testAccuracy, trained] =
      this.#memory.doubles(this.#ask('trainer_progress'), 9);
    return {
      step,
      epoch,
      epochs,
      loss,
      gradientNorm,
      testedStep,
      testLoss,
      testAccuracy,
      trainAccuracy: trained,
    };
  }

  /**
   * Samples of the run so far; at most some thousand, however long it is.
   * @param {string} series one of `describeConfig().series`
   * @param {number} [row] of a layered series: -1: all together; a layer; or, behind the layers, a
   *   parameter of the context
   * @returns {{ steps: Float64Array, values: Float64Array }} copies
   */
  history(series, row = -1) {
    const memory = this.#memory;
    const code = choice(memory, 'history', 'series', 'series_name', series);
    whole(memory, 'history', 'row', row, -1, LARGEST);
    const [count, steps, values] = memory.words(this.#ask('trainer_history', code, row), 3);
    return {
      steps: memory.doubles(steps, count).slice(),
      values: memory.doubles(values, count).slice(),
    };
  }

  /**
   * What the optimizer keeps of a parameter, as its settings are now.
   * @param {Tensor} parameter
   * @returns {Moments}
   */
  moments(parameter) {
    const memory = this.#memory;
    const id = this.context.idOf('moments', 'the parameter', parameter);
    const { count } = this.context.facts(id);
    const [t, ...places] = memory.doubles(this.#ask('trainer_moments', id), 3);
    return { t, moments: places.map((at) => (at ? memory.reals(at, count).slice() : null)) };
  }

  /** @returns {string[]} the layers, such as "mlp/linear1" */
  get layers() {
    return Array.from({ length: this.#ask('trainer_layers') }, (_, i) =>
      this.#memory.string(this.#ask('trainer_layer_name', i)),
    );
  }

  /**
   * @param {Reals | readonly number[]} x (count, inputs)
   * @returns {Reals} (count, columns of a prediction)
   */
  predict(x) {
    const memory = this.#memory;
    const op = 'predict';
    const points = reals(memory, op, 'x', x);
    const inputs = this.#facts?.inputs ?? 1;
    const count = Math.ceil(points.length / inputs);
    sameLength(memory, op, points.length, [count, inputs], 'x');
    const size = count * (this.#ask('trainer_outputs') >>> 0);
    return memory.lendReals(op, points, (at) =>
      memory.lend(op, size * memory.bytesPerReal, (outAt) => {
        this.#ask('trainer_predict', at, count, outAt);
        return memory.reals(outAt, size).slice();
      }),
    );
  }

  /**
   * The function that was learned, over a rectangle of the two inputs or along the one.
   * @param {MapRequest} request
   * @returns {{ rgba: Uint8ClampedArray, values: Float32Array | null, low: number, high: number }}
   */
  map(request) {
    const memory = this.#memory;
    const op = 'map';
    const {
      x0,
      x1,
      y0,
      y1,
      width,
      height,
      layer = 0,
      unit = 0,
      discrete = false,
      values: wanted = false,
      colours,
      into,
      ...rest
    } = object(memory, op, 'request', request);
    nothingElse(memory, op, rest);
    whole(memory, op, 'width', width, 0, LARGEST_SIZE);
    whole(memory, op, 'height', height, 0, LARGEST_SIZE);
    const sharp = Number(flag(memory, op, 'discrete', discrete));
    flag(memory, op, 'values', wanted);
    whole(memory, op, 'layer', layer, 0, LARGEST);
    whole(memory, op, 'unit', unit, -1, LARGEST);
    const palette = list(memory, op, 'colours', colours, 'an array').map((colour) =>
      whole(memory, op, 'colours', colour, 0, 0xffffff),
    );
    const region = Object.entries({ x0, x1, y0, y1 }).map(([key, end]) =>
      number(memory, op, key, end),
    );
    const cells = width * height;
    if (into !== undefined && !isTypedArray(into, 'Uint8ClampedArray')) {
      throw wrongType(memory, op, 'into', into, 'Uint8ClampedArray');
    }
    if (into) sameLength(memory, op, lengthOf(into), [height, width, 4], 'into');
    return memory.lend(op, 48 + 4 * palette.length + 8 * cells, (at) => {
      const coloursAt = at + 48;
      const rgbaAt = coloursAt + 4 * palette.length;
      const valuesAt = wanted ? rgbaAt + 4 * cells : 0;
      memory.doubles(at, 4).set(region);
      memory.words(coloursAt, palette.length).set(palette);
      this.#ask(
        'trainer_map',
        ...[at, width, height, layer, unit, sharp],
        ...[coloursAt, palette.length, valuesAt, rgbaAt, at + 32],
      );
      const [low, high] = memory.doubles(at + 32, 2);
      const rgba = into ?? new Uint8ClampedArray(4 * cells);
      rgba.set(memory.bytes(rgbaAt, 4 * cells));
      const values = valuesAt ? memory.floats(valuesAt, cells).slice() : null;
      return { rgba, values, low, high };
    });
  }

  /**
   * Runs one point through a graph of its own.
   * @param {Reals | readonly number[]} point (inputs)
   * @returns {Tensor} its root, the network's output
   */
  probe(point) {
    const memory = this.#memory;
    const given = reals(memory, 'probe', 'point', point);
    const id = memory.lendReals('probe', given, (at) =>
      this.#ask('trainer_probe', at, given.length),
    );
    return new Tensor(this.context, id >>> 0);
  }

  /**
   * @param {{ test?: boolean }} [options] of the rows for testing, not of those for training
   * @returns {{ counts: Uint32Array, correct: number, total: number }} counts (classes, classes):
   *   row: true class, column: predicted one
   */
  confusion(options = {}) {
    const memory = this.#memory;
    const op = 'confusion';
    const { test = false, ...rest } = object(memory, op, 'options', options);
    nothingElse(memory, op, rest);
    const part = Number(flag(memory, op, 'test', test));
    const classes = this.#facts?.classes ?? 0;
    return memory.lend(op, 8 + 4 * classes * classes, (at) => {
      this.#ask('trainer_confusion', part, at + 8, at);
      const [correct, total] = memory.words(at, 2);
      return { counts: memory.words(at + 8, classes * classes).slice(), correct, total };
    });
  }

  /** The run: weights, optimizer state, step, random numbers. @returns {Uint8Array} */
  save() {
    return this.#memory.takeBytes('trainer_save', this.context.handle);
  }

  /** Goes on as the saved run would have. @param {Uint8Array} bytes */
  restore(bytes) {
    const memory = this.#memory;
    const given = byteArray(memory, 'restore', 'bytes', bytes);
    memory.lendBytes('restore', given, (at) => this.#ask('trainer_restore', at, given.length));
  }

  /** The form of the run's data, and where they are; null without a run. */
  get #facts() {
    const at = this.#ask('trainer_data');
    if (!at) return null;
    const [train, test, inputs, outputs, classes, x, y, label] = this.#memory.words(at, 8);
    return { train, test, inputs, outputs, classes, x, y, label };
  }

  get #memory() {
    return this.context.memory;
  }

  /** @param {string} name @param {number[]} args */
  #ask(name, ...args) {
    return this.context.memory.ask(name, this.context.handle, ...args);
  }

  /** @param {string} name */
  #tensor(name) {
    return new Tensor(this.context, this.#ask(name) >>> 0);
  }

  /** @param {string} name */
  #leaf(name) {
    const id = this.#ask(name) >>> 0;
    return id ? new Tensor(this.context, id) : null;
  }

  /** @param {number} at @returns {TrainResult} */
  #result(at) {
    const [done, stop, badNode, badGradient] = this.#memory.doubles(at, 4);
    return {
      done,
      stop: this.#memory.names('stop_name')[stop],
      badNode: badNode ? new Tensor(this.context, badNode) : null,
      badGradient: badGradient === 1,
    };
  }
}
