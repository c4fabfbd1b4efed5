/**
 * The engine's formulas for typesetting: "dx += dy / (2 * y)" becomes
 * "\bar x \mathrel{+}= \frac{\bar y}{2 y}". C has each of them once, as plain text; here is only how
 * such a text is set, whatever it says.
 */
import { partsOf } from './evaluate.js';

/** Names that are set as signs. @type {Record<string, string>} */
const SIGNS = {
  beta: '\\beta',
  eps: '\\varepsilon',
  gamma: '\\gamma',
  pi: '\\pi',
  T: '\\mathsf T',
};

/** Functions that have a sign of their own. @type {Record<string, string>} */
const FUNCTIONS = { log: '\\ln', max: '\\max', sigmoid: '\\sigma', sum: '\\sum', tanh: '\\tanh' };

/** What stands between sums. */
const RELATIONS = new Map([
  ['+=', ' \\mathrel{+}= '],
  ...['=', '<', '>'].map((sign) => /** @type {const} */ ([sign, ` ${sign} `])),
  [',', ', '],
  [':', ':'],
]);

/** Functions whose argument needs no brackets when it is one thing. */
const PREFIXES = ['log', 'tanh', 'sign', 'erf'];

const TOKEN = /\+=|\.\.\.|[A-Za-z]+\d*(?:_[a-z0-9]+)?|\d+(?:\.\d+)?|\S/g;
const NAME = /^[A-Za-z]/;

/**
 * @typedef {object} Part of a formula
 * @property {string} tex
 * @property {'name' | 'number' | 'fraction' | 'bracket' | 'other' | 'product' | 'sum'} kind
 * @property {boolean} [tall] higher than a line, and so are brackets around it
 * @property {string} [inner] of a bracket: what is in it
 */

/** @param {string} text as `describeOps` has it @returns {string} */
export function texOf(text) {
  return partsOf(text)
    .map((part) => new Reader(part).all())
    .join(',\\; ');
}

/** "x", "x_rk", "mask", and "dx", what flows to x. @param {string} token @returns {string} */
function nameOf(token) {
  const [, bar, name, at] = /** @type {RegExpExecArray} */ (/^(d(?=.))?([^_]+)_?(.*)$/.exec(token));
  const long = name.length > 1 && !SIGNS[name];
  const sign = SIGNS[name] ?? (long ? `\\text{${name}}` : name);
  const barred = long ? `\\bar{${sign}}` : `\\bar ${sign}`;
  return (bar ? barred : sign) + indexOf(at);
}

/** "k", "rk" for two of them, or "copies". @param {string} letters @returns {string} */
function indexOf(letters) {
  if (letters.length < 2) return letters && `_${letters}`;
  return letters.length === 2 ? `_{${letters}}` : `_{\\text{${letters}}}`;
}

/** @param {string} name @returns {string} */
const functionOf = (name) => FUNCTIONS[name] ?? `\\operatorname{${name}}`;

/** @param {Part} part @returns {Part} */
const inBrackets = ({ tex, tall }) => ({
  tex: tall ? `\\left(${tex}\\right)` : `(${tex})`,
  kind: 'bracket',
  tall,
  inner: tex,
});

/** @param {Part} above @param {Part} below @returns {Part} */
const fraction = (above, below) => ({
  tex: `\\frac{${above.inner ?? above.tex}}{${below.inner ?? below.tex}}`,
  kind: 'fraction',
  tall: true,
});

/** Reads by descent: a relation of sums of products of powers. */
class Reader {
  #at = 0;
  /** In an exponent and above a fraction's line a quotient has a stroke. */
  #small = false;

  /** @param {string} text */
  constructor(text) {
    this.tokens = text.match(TOKEN) ?? [];
    // A product of tensors, without indices, is one element by element.
    this.whole = !/_/.test(text);
  }

  get #next() {
    return this.tokens[this.#at] ?? '';
  }

  /** @param {string[]} tokens @returns {string} the one of them that is next, and is taken; or "" */
  #take(...tokens) {
    return tokens.includes(this.#next) ? this.tokens[this.#at++] : '';
  }

  /** @returns {string} */
  all() {
    const { tex } = this.#relation();
    if (this.#next) throw new Error(`No formula: ${this.tokens.join(' ')}`);
    return tex;
  }

  /** Sums with something between them: "y = a + b", "a > b", "x, 0". @returns {Part} */
  #relation() {
    let left = this.#sum();
    for (let set = RELATIONS.get(this.#next); set; set = RELATIONS.get(this.#next)) {
      this.#at++;
      const right = this.#sum();
      left = { tex: left.tex + set + right.tex, kind: 'sum', tall: left.tall || right.tall };
    }
    return left;
  }

  /** Or, after a "?", one of two of them. @returns {Part} */
  #sum() {
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-')) {
      const right = this.#product();
      left = {
        tex: `${left.tex} ${sign} ${right.tex}`,
        kind: 'sum',
        tall: left.tall || right.tall,
      };
    }
    return this.#take('?') ? this.#cases(left.tex) : left;
  }

  /** @param {string} test @returns {Part} */
  #cases(test) {
    const yes = this.#sum().tex;
    this.#take(':');
    const rows = `${yes} & ${test} \\ne 0 \\\\ ${this.#sum().tex} & ${test} = 0`;
    return { tex: `\\begin{cases} ${rows} \\end{cases}`, kind: 'other', tall: true };
  }

  /** A quotient is a fraction of the factor before the stroke alone. @returns {Part} */
  #product() {
    const minus = this.#take('-');
    const factors = [this.#power()];
    for (;;) {
      const sign = this.#take('*', '/');
      if (!sign && !NAME.test(this.#next)) break;
      const right = this.#power();
      if (sign !== '/') factors.push(right);
      else if (this.#small) factors.push({ ...right, tex: `${factors.pop()?.tex}/${right.tex}` });
      else factors.push(fraction(/** @type {Part} */ (factors.pop()), right));
    }
    const [first, ...more] = factors;
    if (!minus && more.length === 0) return first;
    const tensors = factors.every(({ kind }) => kind === 'name' || kind === 'fraction');
    const times = tensors && this.whole ? ' \\odot ' : ' \\, ';
    let { tex, kind } = first;
    for (const factor of more) {
      tex += (kind === 'number' ? ' ' : times) + factor.tex;
      kind = factor.kind;
    }
    return { tex: minus + tex, kind: 'product', tall: factors.some(({ tall }) => tall) };
  }

  /** @returns {Part} */
  #power() {
    const base = this.#atom();
    if (!this.#take('^')) return base;
    return { tex: `${base.tex}^${this.#exponent()}`, kind: 'other', tall: base.tall };
  }

  /** Where the brackets end that begin there. @param {number} from @returns {number} */
  #endOf(from) {
    let depth = 0;
    return this.tokens.findIndex((token, i) => {
      if (i >= from && '()'.includes(token)) depth += token === '(' ? 1 : -1;
      return i >= from && depth === 0;
    });
  }

  #exponent() {
    const outer = this.#small;
    this.#small = true;
    const { tex, inner = tex } = this.#atom();
    this.#small = outer;
    return inner.length === 1 ? inner : `{${inner}}`;
  }

  /** @returns {Part} */
  #atom() {
    const from = this.#at;
    if (this.#take('(')) {
      const outer = this.#small;
      this.#small ||= this.tokens[this.#endOf(from) + 1] === '/';
      const part = this.#relation();
      this.#small = outer;
      this.#take(')');
      return inBrackets(part);
    }
    if (this.#take('|')) {
      const { tex, tall } = this.#sum();
      this.#take('|');
      return { tex: `|${tex}|`, kind: 'other', tall };
    }
    if (this.#take('[')) {
      const { tex, tall } = this.#relation();
      this.#take(']');
      return { tex: `[${tex}]`, kind: 'bracket', tall };
    }
    if (this.#take('...')) return { tex: '\\dots', kind: 'other' };
    const token = this.tokens[this.#at++] ?? '';
    if (!NAME.test(token)) return { tex: token, kind: 'number' };
    if (this.#next === '(' && !token.includes('_')) return this.#call(token);
    const [name, at] = token.split('_');
    if (at && ['max', 'mean', 'sum'].includes(name)) return this.#over(name, at);
    if (!this.#take('[')) return { tex: nameOf(token), kind: 'name' };
    const { tex } = this.#relation();
    this.#take(']');
    return { tex: `${nameOf(token)}_{${tex}}`, kind: 'name' };
  }

  /** @param {string} name @returns {Part} */
  #call(name) {
    if (name === 'exp') return { tex: `e^${this.#exponent()}`, kind: 'other' };
    this.#take('(');
    const argument = this.#relation();
    this.#take(')');
    // The shapes tell what is summed up.
    if (name === 'unbroadcast') return argument;
    if (name === 'sqrt') return { tex: `\\sqrt{${argument.tex}}`, kind: 'other', tall: true };
    const bare = PREFIXES.includes(name) && !['product', 'sum'].includes(argument.kind);
    const { tex, tall } = bare ? argument : inBrackets(argument);
    return { tex: functionOf(name) + (bare ? ` ${tex}` : tex), kind: 'other', tall };
  }

  /**
   * "sum_k a_k b_k": what stands side by side behind it belongs to it.
   * @param {string} name
   * @param {string} at
   * @returns {Part}
   */
  #over(name, at) {
    let { tex } = this.#power();
    while (NAME.test(this.#next)) tex += ` \\, ${this.#power().tex}`;
    return { tex: `${functionOf(name) + indexOf(at)} ${tex}`, kind: 'other', tall: true };
  }
}
