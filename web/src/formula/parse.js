/**
 * The reader of formulas: text to a syntax tree with positions. docs/formulas.md has the grammar and
 * what the names mean.
 */

/**
 * @typedef {{ from: number, to: number }} Place characters from `from` to before `to` of the text
 *
 * @typedef {Place & { type: 'number', text: string }} NumberNode
 * @typedef {Place & { type: 'name', text: string, name: string, index: string }} NameNode "x_rk" is x
 *   with the indices r and k; "weight_decay" may be a whole name, which only its user can tell
 * @typedef {Place & { type: 'group', of: Tree }} GroupNode in brackets
 * @typedef {Place & { type: 'negative', of: Tree }} NegativeNode
 * @typedef {Place & { type: 'binary', sign: '+' | '-' | '*' | '/' | '^' | ' ', left: Tree, right: Tree }} BinaryNode
 *   sign " ": side by side, a product of matrices, or of elements in a sum over indices
 * @typedef {Place & { type: 'call', name: string, args: Tree[] }} CallNode
 * @typedef {Place & { type: 'over', name: string, index: string, of: Tree }} OverNode "sum_k x_k"
 * @typedef {Place & { type: 'absolute', of: Tree }} AbsoluteNode
 * @typedef {Place & { type: 'holds', sign: string, left: Tree, right: Tree }} HoldsNode "[x > 0]": 1 or 0
 * @typedef {Place & { type: 'list', items: Tree[] }} ListNode
 * @typedef {Place & { type: 'dots' }} DotsNode at the end of a list
 * @typedef {Place & { type: 'element', of: NameNode, parts: Tree[] }} ElementNode "x[start:stop]"
 * @typedef {Place & { type: 'choice', test: Tree, yes: Tree, no: Tree }} ChoiceNode
 * @typedef {NumberNode | NameNode | GroupNode | NegativeNode | BinaryNode | CallNode | OverNode
 *   | AbsoluteNode | HoldsNode | ListNode | DotsNode | ElementNode | ChoiceNode} Tree
 *
 * @typedef {object} Definition of a name of the formula's own
 * @property {NameNode} name
 * @property {Tree} right
 *
 * @typedef {object} Formula
 * @property {string} text
 * @property {{ left: NameNode | ElementNode, sign: '=' | '+=' } | null} target null: an expression
 * @property {Tree} right
 * @property {Definition[]} definitions
 *
 * @typedef {Place & { text: string, kind: 'number' | 'name' | 'sign' | 'end' }} Token
 */

/** A text that is no formula: where, and what was expected there. */
export class FormulaError extends Error {
  /** @param {string} text @param {number} at @param {string} expected */
  constructor(text, at, expected) {
    super(`No formula: ${text}: expected ${expected} at ${at}`);
    this.text = text;
    this.at = at;
    this.expected = expected;
  }
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:e[-+]?\d+)?)|([A-Za-z]+\d*(?:_[a-z0-9]+)?)|(\+=|\.\.\.|[-+*/^()|[\],<>=?:]))/y;

/** Names that work over an index: "sum_k". */
const OVER = ['sum', 'mean', 'max', 'min'];

/** A tree is walked part by part: one of this many characters is never too deep for that. */
export const LONGEST = 5000;

/** Brackets in brackets, signs before signs: a formula needs few of them. */
const DEEPEST = 100;

/** @param {string} text @returns {Token[]} the last one is the end */
function tokensOf(text) {
  /** @type {Token[]} */
  const tokens = [];
  if (text.length > LONGEST) throw new FormulaError(text, LONGEST, `at most ${LONGEST} characters`);
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < end) {
    const match = TOKEN.exec(text);
    if (!match) {
      const space = /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
      throw new FormulaError(text, at + space, 'a number, a name or a sign');
    }
    const [, number, name, sign] = match;
    const token = number ?? name ?? sign;
    at = TOKEN.lastIndex;
    const kind = number ? 'number' : name ? 'name' : 'sign';
    tokens.push({ text: token, kind, from: at - token.length, to: at });
  }
  tokens.push({ text: '', kind: 'end', from: end, to: end });
  return tokens;
}

/** Reads by descent: a choice of sums of products of powers of atoms. */
class Reader {
  #at = 0;
  #depth = 0;

  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.tokens = tokensOf(text);
  }

  get #next() {
    return this.tokens[this.#at];
  }

  /** @param {string} expected @returns {never} */
  #fail(expected) {
    throw new FormulaError(this.text, this.#next.from, expected);
  }

  /** @param {string[]} signs @returns {string} the one of them that is next, which is taken; or "" */
  #take(...signs) {
    const { kind, text } = this.#next;
    if (kind !== 'sign' || !signs.includes(text)) return '';
    this.#at++;
    return text;
  }

  /** @param {string} sign */
  #need(sign) {
    if (!this.#take(sign)) this.#fail(`"${sign}"`);
  }

  /** The end of the last token that was taken. */
  get #done() {
    return this.tokens[this.#at - 1]?.to ?? 0;
  }

  /**
   * @template T
   * @param {() => T} read something that may hold itself again
   * @returns {T}
   */
  #deeper(read) {
    if (this.#depth >= DEEPEST) this.#fail(`at most ${DEEPEST} brackets or signs around a part`);
    this.#depth++;
    const found = read();
    this.#depth--;
    return found;
  }

  /** @returns {Formula} */
  formula() {
    const target = this.#target();
    const right = this.choice();
    /** @type {Definition[]} */
    const definitions = [];
    while (this.#take(',')) {
      const name = this.#name();
      this.#need('=');
      definitions.push({ name, right: this.choice() });
    }
    if (this.#next.kind !== 'end') this.#fail('an operator or the end');
    return { text: this.text, target, right, definitions };
  }

  /** @returns {Formula['target']} */
  #target() {
    const from = this.#at;
    if (this.#next.kind !== 'name') return null;
    const name = this.#name();
    const left = this.#take('[') ? this.#element(name) : name;
    const sign = this.#take('=', '+=');
    if (sign) return { left, sign: /** @type {'=' | '+='} */ (sign) };
    this.#at = from;
    return null;
  }

  /** @returns {NameNode} */
  #name() {
    const token = this.#next;
    if (token.kind !== 'name') this.#fail('a name');
    this.#at++;
    const { text, from, to } = token;
    const [name, index = ''] = text.split('_');
    return { type: 'name', text, name, index, from, to };
  }

  /** @returns {Tree} */
  choice() {
    return this.#deeper(() => {
      const test = this.#sum();
      if (!this.#take('?')) return test;
      const yes = this.choice();
      this.#need(':');
      const no = this.choice();
      return { type: 'choice', test, yes, no, from: test.from, to: no.to };
    });
  }

  /** @param {Tree} left @param {string} sign @param {Tree} right @returns {BinaryNode} */
  #binary(left, sign, right) {
    const known = /** @type {BinaryNode['sign']} */ (sign);
    return { type: 'binary', sign: known, left, right, from: left.from, to: right.to };
  }

  /** @returns {Tree} */
  #sum() {
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-'))
      left = this.#binary(left, sign, this.#product());
    return left;
  }

  /** @returns {Tree} */
  #product() {
    let left = this.#signed();
    for (;;) {
      const sign = this.#take('*', '/') || (this.#next.kind === 'name' ? ' ' : '');
      if (!sign) return left;
      left = this.#binary(left, sign, this.#signed());
    }
  }

  /** @returns {Tree} */
  #signed() {
    const { from } = this.#next;
    if (!this.#take('-')) return this.#power();
    const of = this.#deeper(() => this.#signed());
    return { type: 'negative', of, from, to: of.to };
  }

  /** @returns {Tree} */
  #power() {
    const base = this.#atom();
    if (!this.#take('^')) return base;
    return this.#binary(
      base,
      '^',
      this.#deeper(() => this.#signed()),
    );
  }

  /** @returns {Tree} */
  #atom() {
    const { kind, text, from } = this.#next;
    if (kind === 'number') {
      this.#at++;
      return { type: 'number', text, from, to: this.#done };
    }
    if (kind === 'name') return this.#named();
    if (this.#take('(')) {
      const of = this.choice();
      this.#need(')');
      return { type: 'group', of, from, to: this.#done };
    }
    if (this.#take('|')) {
      const of = this.#deeper(() => this.#sum());
      this.#need('|');
      return { type: 'absolute', of, from, to: this.#done };
    }
    if (this.#take('[')) return this.#bracket(from);
    return this.#fail('a number, a name or an opening bracket');
  }

  /** What a name begins: itself, a call, a sum over an index, an element. @returns {Tree} */
  #named() {
    const name = this.#name();
    const { from } = name;
    if (name.index === '' && this.#take('(')) {
      const args = [this.choice()];
      while (this.#take(',')) args.push(this.choice());
      this.#need(')');
      return { type: 'call', name: name.name, args, from, to: this.#done };
    }
    if (name.index && OVER.includes(name.name)) {
      // Names side by side behind it belong to it: "sum_q a_iq b_qj".
      let of = this.#deeper(() => this.#power());
      while (this.#next.kind === 'name') of = this.#binary(of, ' ', this.#power());
      return { type: 'over', name: name.name, index: name.index, of, from, to: of.to };
    }
    return this.#take('[') ? this.#element(name) : name;
  }

  /** Behind the bracket: "start:stop]". @param {NameNode} of @returns {ElementNode} */
  #element(of) {
    const parts = [this.choice()];
    while (this.#take(':')) parts.push(this.choice());
    this.#need(']');
    return { type: 'element', of, parts, from: of.from, to: this.#done };
  }

  /** Behind the bracket: "x > 0]" or "a, b, ...]". @param {number} from @returns {Tree} */
  #bracket(from) {
    const left = this.choice();
    const sign = this.#take('=', '<', '>');
    if (sign) {
      const right = this.choice();
      this.#need(']');
      return { type: 'holds', sign, left, right, from, to: this.#done };
    }
    /** @type {Tree[]} */
    const items = [left];
    while (this.#take(',')) {
      const at = this.#next.from;
      if (this.#take('...')) {
        items.push({ type: 'dots', from: at, to: this.#done });
        break;
      }
      items.push(this.choice());
    }
    if (!this.#take(']')) this.#fail('"=", "<", ">", "," or "]"');
    return { type: 'list', items, from, to: this.#done };
  }
}

/**
 * @param {string} text such as "y_i = x_i * s, s = sqrt(2)", or only the right side of it
 * @returns {Formula}
 * @throws {FormulaError}
 */
export const parse = (text) => new Reader(text).formula();

/** @param {Tree} tree @returns {Tree[]} its parts, in the order of the text */
export function partsOf(tree) {
  switch (tree.type) {
    case 'group':
    case 'negative':
    case 'absolute':
    case 'over':
      return [tree.of];
    case 'binary':
    case 'holds':
      return [tree.left, tree.right];
    case 'call':
      return tree.args;
    case 'list':
      return tree.items;
    case 'element':
      return [tree.of, ...tree.parts];
    case 'choice':
      return [tree.test, tree.yes, tree.no];
    default:
      return [];
  }
}

/** @param {Tree} tree @returns {NameNode[]} every name in it */
export const namesIn = (tree) =>
  tree.type === 'name' ? [tree] : partsOf(tree).flatMap((part) => namesIn(part));
