/**
 * The only code that touches the module's memory and calls its exports.
 *
 * A typed array over the memory is made right before it is used: when the memory grows, the arrays
 * made before lose their elements. Every call asks afterwards whether it failed, and a trap marks
 * the instance dead: its memory may be in any state.
 */
import { errorOf, SlmError } from './errors.js';

/** @typedef {Float32Array | Float64Array} Reals the engine's own: float or double */

/** @typedef {'activation_name' | 'init_name' | 'optimizer_name'} ChoiceList */
/** @typedef {'series_name' | 'stop_name' | 'statistic_name'} TrackList */
/** @typedef {ChoiceList | TrackList} NameList exports that return the i-th name, "" past the last */

export class Memory {
  /** @type {Record<string, (...args: number[]) => number>} */
  #exports;
  /** @type {WebAssembly.Memory} */
  #memory;
  /** @type {unknown} the trap that ended this instance */
  #trap;
  /** Known from the start: a trap may leave nothing of the module's memory. @type {string} */
  #lastWords;
  /** @type {Map<string, string>} the JSON of each description */
  #descriptions = new Map();

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    const instance = new WebAssembly.Instance(module);
    const { memory, ...functions } = instance.exports;
    this.#memory = /** @type {WebAssembly.Memory} */ (memory);
    this.#exports = /** @type {any} */ (functions);
    this.#exports._initialize();
    this.bytesPerReal = this.#exports.real_bytes();
    /** The typed array of the engine's numbers. */
    this.Real = this.bytesPerReal === 8 ? Float64Array : Float32Array;
    this.#lastWords = this.#sentence('DEAD');
  }

  get dead() {
    return this.#trap !== undefined;
  }

  /** @returns {number} bytes that the instance occupies; grows, never shrinks */
  get size() {
    return this.#memory.buffer.byteLength;
  }

  /**
   * Calls an export that has no context.
   * @param {string} name
   * @param {number[]} args
   * @returns {number}
   */
  call(name, ...args) {
    if (this.#trap !== undefined) throw this.#dead(name);
    try {
      return this.#exports[name](...args);
    } catch (error) {
      this.#trap = error;
      throw this.#dead(name);
    }
  }

  /**
   * Calls an export whose first argument is a context, and throws what it reports.
   * @param {string} name
   * @param {number} context
   * @param {number[]} args
   * @returns {number}
   */
  ask(name, context, ...args) {
    const result = this.call(name, context, ...args);
    const failed = this.call('failed', context);
    if (failed) throw failed === 1 ? this.#refusal(name, context) : this.#standing(context);
    return result;
  }

  /**
   * The same for an export that gives an id, an address or a count.
   * @param {string} name
   * @param {number} context
   * @param {number[]} args
   */
  askUnsigned(name, context, ...args) {
    return this.ask(name, context, ...args) >>> 0;
  }

  /**
   * The same for an export that makes something and gives its handle.
   * @param {string} name
   * @param {number[]} args
   */
  make(name, ...args) {
    const handle = args.length
      ? this.askUnsigned(name, args[0], ...args.slice(1))
      : this.call(name);
    if (handle) return handle >>> 0;
    throw this.refuse('MEMORY', { op: name, bytes: this.call('memory_refused') >>> 0 });
  }

  /**
   * A refusal of the bindings' own; its sentence is the module's.
   * @param {string} code
   * @param {Record<string, string | number>} args
   */
  refuse(code, args) {
    return errorOf(code, this.#sentence(code), args);
  }

  /** @param {string} code @returns {string} */
  #sentence(code) {
    for (let i = 0; ; i++) {
      const at = this.call('status_sentence', i);
      if (!at) return code;
      if (this.string(this.call('status_name', i)) === code) return this.string(at);
    }
  }

  /** @param {string} op */
  #dead(op) {
    const trap = this.#trap;
    const cause = trap instanceof Error ? trap.message : String(trap);
    return errorOf('DEAD', this.#lastWords, { op, cause }, trap);
  }

  /** @param {string} op @param {number} context */
  #refusal(op, context) {
    const handle = this.call('refused_handle') >>> 0;
    const what = this.string(this.call('refused_what'));
    this.call('refused_clear', context);
    return this.refuse('HANDLE', { op, what, handle });
  }

  /** Takes the context's error. @param {number} context */
  #standing(context) {
    const code = this.string(this.call('error_code', context));
    const text = this.string(this.call('error_text', context));
    const json = this.call('describe_error', context);
    // Without memory for the description there is still the sentence.
    const args = json ? JSON.parse(this.string(json)).args : {};
    this.call('error_clear', context);
    return new SlmError(code, text, args);
  }

  /**
   * @param {number} at address of a string closed by a zero byte
   * @returns {string}
   */
  string(at) {
    const bytes = new Uint8Array(this.#memory.buffer);
    // A name may begin with the mark that a decoder takes away.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return decoder.decode(bytes.subarray(at >>> 0, bytes.indexOf(0, at >>> 0)));
  }

  /**
   * What the module says of itself, asked for when it is first needed.
   * @param {'describe_errors' | 'describe_ops' | 'describe_config'} name
   * @returns {string} JSON
   */
  description(name) {
    const known = this.#descriptions.get(name);
    if (known) return known;
    const context = this.make('context_new');
    try {
      const json = this.string(this.ask(name, context));
      this.#descriptions.set(name, json);
      return json;
    } finally {
      if (!this.dead) this.ask('context_free', context);
    }
  }

  /** @type {import('./descriptions.js').Op[] | undefined} */
  #ops;

  /** The operations that every context has. */
  get #described() {
    this.#ops ??= JSON.parse(this.description('describe_ops'));
    return /** @type {import('./descriptions.js').Op[]} */ (this.#ops);
  }

  /** @returns {string[]} */
  opNames() {
    return this.#described.map(({ name }) => name);
  }

  /**
   * @param {string} op
   * @param {string} key
   * @returns {import('./descriptions.js').OpAttr['kind'] | undefined} undefined: there is none
   */
  attributeKind(op, key) {
    const attrs = this.#described.find(({ name }) => name === op)?.attrs;
    return attrs?.find((attr) => attr.key === key)?.kind;
  }

  /** @type {Map<NameList, readonly string[]>} */
  #lists = new Map();

  /** @param {NameList} list @returns {readonly string[]} */
  names(list) {
    const known = this.#lists.get(list);
    if (known) return known;
    /** @type {string[]} */
    const names = [];
    for (;;) {
      const name = this.string(this.call(list, names.length));
      if (!name) break;
      names.push(name);
    }
    this.#lists.set(list, names);
    return names;
  }

  /**
   * A live view: gone when the memory grows, and other numbers when the tape moves on.
   * @param {number} at
   * @param {number} count
   * @returns {Reals}
   */
  reals(at, count) {
    return new this.Real(this.#memory.buffer, at >>> 0, count);
  }

  /** @param {number} at @param {number} count @returns {Int32Array} */
  ints(at, count) {
    return new Int32Array(this.#memory.buffer, at >>> 0, count);
  }

  /** @param {number} at @param {number} count @returns {Uint32Array} */
  words(at, count) {
    return new Uint32Array(this.#memory.buffer, at >>> 0, count);
  }

  /** @param {number} at @param {number} count @returns {Float64Array} */
  doubles(at, count) {
    return new Float64Array(this.#memory.buffer, at >>> 0, count);
  }

  /** @param {number} at @param {number} count @returns {Float32Array} */
  floats(at, count) {
    return new Float32Array(this.#memory.buffer, at >>> 0, count);
  }

  /** @param {number} at @param {number} count @returns {Uint8Array} */
  bytes(at, count) {
    return new Uint8Array(this.#memory.buffer, at >>> 0, count);
  }

  /** @param {string} op @param {number} bytes */
  #allocate(op, bytes) {
    const at = bytes < 2 ** 32 ? this.call('lend', bytes || 1) >>> 0 : 0;
    if (!at) throw this.refuse('MEMORY', { op, bytes });
    return at;
  }

  /**
   * Lends `bytes` of memory to the module for the time of `use`.
   * @template T
   * @param {string} op
   * @param {number} bytes
   * @param {(at: number) => T} use
   * @returns {T}
   */
  lend(op, bytes, use) {
    const at = this.#allocate(op, bytes);
    try {
      return use(at);
    } finally {
      if (!this.dead) this.call('take_back', at, bytes || 1);
    }
  }

  /**
   * @template T
   * @param {string} op
   * @param {string} text
   * @param {(at: number) => T} use
   */
  lendString(op, text, use) {
    return this.lendBytes(op, new TextEncoder().encode(`${text}\0`), use);
  }

  /**
   * @template T
   * @param {string} op
   * @param {ArrayLike<number>} values already checked
   * @param {(at: number) => T} use
   */
  lendReals(op, values, use) {
    return this.lend(op, values.length * this.bytesPerReal, (at) => {
      this.reals(at, values.length).set(values);
      return use(at);
    });
  }

  /**
   * @template T
   * @param {string} op
   * @param {ArrayLike<number>} values already checked
   * @param {(at: number) => T} use
   */
  lendWords(op, values, use) {
    return this.lend(op, values.length * 4, (at) => {
      this.words(at, values.length).set(values);
      return use(at);
    });
  }

  /**
   * @template T
   * @param {string} op
   * @param {ArrayLike<number>} values already checked
   * @param {(at: number) => T} use
   */
  lendDoubles(op, values, use) {
    return this.lend(op, values.length * 8, (at) => {
      this.doubles(at, values.length).set(values);
      return use(at);
    });
  }

  /**
   * @template T
   * @param {string} op
   * @param {Uint8Array} bytes
   * @param {(at: number) => T} use
   */
  lendBytes(op, bytes, use) {
    return this.lend(op, bytes.length, (at) => {
      this.bytes(at, bytes.length).set(bytes);
      return use(at);
    });
  }

  /**
   * Takes what an export has saved.
   * @param {string} name
   * @param {number} context
   * @param {number[]} args
   * @returns {Uint8Array}
   */
  takeBytes(name, context, ...args) {
    const at = this.ask(name, context, ...args);
    const bytes = this.bytes(at, this.call('bytes_length') >>> 0).slice();
    this.ask('bytes_free', context);
    return bytes;
  }

  /**
   * Records an operation. A count of -1 marks an attribute that is one number, not a list.
   * @param {number} context
   * @param {string} op
   * @param {readonly number[]} ids of the inputs
   * @param {readonly string[]} keys of the attributes
   * @param {readonly number[]} counts for each key
   * @param {readonly number[]} numbers of all attributes, one after another
   * @returns {number} id of the result
   */
  apply(context, op, ids, keys, counts, numbers) {
    const encoder = new TextEncoder();
    const names = [op, ...keys].map((name) => encoder.encode(`${name}\0`));
    const words = ids.length + keys.length + counts.length;
    const bytes = names.reduce((sum, name) => sum + name.length, 0);
    return this.lend(op, 8 * numbers.length + 4 * words + bytes, (at) => {
      const idAt = at + 8 * numbers.length;
      const keyAt = idAt + 4 * ids.length;
      const countAt = keyAt + 4 * keys.length;
      let end = idAt + 4 * words;
      const [opAt, ...keysAt] = names.map((name) => {
        this.bytes(end, name.length).set(name);
        end += name.length;
        return end - name.length;
      });
      this.doubles(at, numbers.length).set(numbers);
      this.words(idAt, words).set([...ids, ...keysAt, ...counts]);
      return this.askUnsigned(
        'apply',
        context,
        opAt,
        idAt,
        ids.length,
        keyAt,
        countAt,
        at,
        keys.length,
      );
    });
  }
}
