/**
 * How an element of a node came out of the inputs' elements, by the formulas that the engine describes.
 * They are of four kinds: products, "y_ij = sum_q a_iq b_qj"; sums over axes, "y = sum_i x_i"; formulas
 * that hold element by element, "y = max(x, 0)"; and others with indices, "y_i = x_i - log(sum_k
 * exp(x_k))".
 */

import { namedIn, read, workOut } from './evaluate.js';
import { namesIn, partsOf } from './parse.js';
import { inside } from './write.js';

/**
 * @typedef {import('../shared/protocol.js').Op} Op
 * @typedef {import('./parse.js').Tree} Tree
 * @typedef {import('./parse.js').NameNode} NameNode
 * @typedef {import('./parse.js').Formula} Formula
 * @typedef {{ shape: number[], values: ArrayLike<number> }} Numbers row-major
 *
 * @typedef {object} Worked a node with the numbers of its inputs
 * @property {Op} op
 * @property {Record<string, unknown>} attrs
 * @property {Numbers[]} inputs
 * @property {Numbers} output
 * @property {ArrayLike<number>} upstream the output's gradient
 * @property {ReadonlyMap<string, ArrayLike<number>>} [drawn] what chance decided, by its name in the
 *   formula: a number for each element of the output
 * @property {import('./evaluate.js').Functions} [functions] that JavaScript has not
 * @property {(number: number) => number} [round] to what is written of a number
 *
 * @typedef {{ text: string, value: number, size?: number }} Term size: of the numbers that it came
 *   from, when they may be larger
 * @typedef {{ element: number, terms: Term[], over: number }} Share of an input's element: terms to be
 *   added, and divided by `over`
 */

/** Every formula of an operation. @param {Op} op */
const formulasOf = ({ formula, inputs }) =>
  [formula, ...inputs.map(({ derivative }) => derivative)].flatMap((text) =>
    text ? [read(text)] : [],
  );

/** Every name in a formula but those that it defines. @param {Formula} formula @returns {NameNode[]} */
const everyName = ({ target, right, definitions }) => [
  ...(target ? namesIn(target.left) : []),
  ...namesIn(right),
  ...definitions.flatMap((each) => namesIn(each.right)),
];

/** The index of the first mean. @param {Tree} tree @returns {string | undefined} */
function meanIndex(tree) {
  if (tree.type === 'over' && tree.name === 'mean') return tree.index;
  for (const part of partsOf(tree)) {
    const index = meanIndex(part);
    if (index) return index;
  }
  return undefined;
}

/** @param {number} element @param {number[]} shape @returns {number[]} */
export function placeOf(element, shape) {
  const place = [];
  let rest = element;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

/** @param {number[]} place @param {number[]} shape @returns {number} */
const elementOf = (place, shape) =>
  place.reduce((element, index, axis) => element * shape[axis] + index, 0);

/** @param {string} name @param {number} element @param {number[]} shape */
export const named = (name, element, shape) =>
  shape.length > 0 ? `${name}[${placeOf(element, shape).join(',')}]` : name;

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/** @param {number} count @returns {number[]} */
const upTo = (count) => Array.from({ length: count }, (_, i) => i);

/** @param {number} number */
const same = (number) => number;

/** How the elements of a node belong together. @param {Worked} worked */
export const kindOf = (worked) =>
  byIndex(worked) ?? overAxes(worked) ?? indexed(worked) ?? elementwise(worked);

/**
 * "y_ij = sum_q a_iq b_qj": a product of factors, summed over the indices that y has not.
 * @param {Worked} worked
 */
function byIndex({ op, inputs, output, upstream, round = same }) {
  const { target, right } = read(op.formula);
  const named = right.type === 'over' && right.name === 'sum' ? sideBySide(right.of) : undefined;
  if (!named || target?.left.type !== 'name') return undefined;
  const own = { letters: target.left.index, shape: output.shape, values: upstream };
  const factors = named.map(({ index }, i) => ({ letters: index, ...inputs[i] }));
  const all = [own, ...factors];
  if (all.some(({ letters, shape }) => letters.length !== shape?.length)) return undefined;
  /** @type {Map<string, number>} */
  const extents = new Map();
  for (const { letters, shape } of all)
    for (const [axis, letter] of [...letters].entries()) extents.set(letter, shape[axis]);
  /** @param {typeof own} of @param {Map<string, number>} at */
  const number = ({ letters, shape, values }, at) =>
    values[
      elementOf(
        [...letters].map((letter) => at.get(letter) ?? 0),
        shape,
      )
    ];
  /**
   * Products over all indices that are not given.
   * @param {(typeof own)[]} of
   * @param {Map<string, number>} given
   */
  const products = (of, given) => {
    const free = [...extents.keys()].filter((letter) => !given.has(letter));
    const shape = free.map((letter) => extents.get(letter) ?? 0);
    return upTo(sizeOf(shape)).map((i) => {
      const at = new Map(given);
      for (const [axis, index] of placeOf(i, shape).entries()) at.set(free[axis], index);
      return term(of.map((each) => round(number(each, at))));
    });
  };
  /** @param {string} letters @param {number} element @param {number[]} shape */
  const places = (letters, element, shape) =>
    new Map(placeOf(element, shape).map((index, axis) => [letters[axis], index]));
  return {
    /** @param {number} element */
    forward: (element) => ({
      terms: products(factors, places(own.letters, element, own.shape)),
      over: 1,
    }),
    /** @param {number} slot @param {number} element @returns {Share} */
    backward(slot, element) {
      const { letters, shape } = factors[slot];
      const y = places(own.letters, element, own.shape);
      const first = elementOf(
        [...letters].map((letter) => y.get(letter) ?? 0),
        shape,
      );
      const others = [own, ...factors.filter((_, i) => i !== slot)];
      return { element: first, terms: products(others, places(letters, first, shape)), over: 1 };
    },
  };
}

/**
 * @param {Tree} tree
 * @returns {NameNode[] | undefined} the names that it is, side by side
 */
function sideBySide(tree) {
  if (tree.type === 'name') return [tree];
  if (tree.type !== 'binary' || tree.sign !== ' ') return undefined;
  const left = sideBySide(tree.left);
  return left && tree.right.type === 'name' ? [...left, tree.right] : undefined;
}

/** @param {number[]} factors @returns {Term} */
export const term = (factors) => ({
  text: factors.map(inside).join('·'),
  value: factors.reduce((product, factor) => product * factor, 1),
});

/** "y = (sum_i x_i) / n", over the axes that the node was told. @param {Worked} worked */
function overAxes({ op, attrs, inputs: [x], output, upstream, round = same }) {
  const form = sumForm(read(op.formula));
  if (!form || !x) return undefined;
  const told = Array.isArray(attrs.axes) ? attrs.axes.map(Number) : [];
  const rank = x.shape.length;
  const axes = new Set(told.length > 0 ? told.map((axis) => (axis + rank) % rank) : upTo(rank));
  const kept = output.shape.length === rank;
  const into = (/** @type {number} */ element) => {
    const place = placeOf(element, x.shape).map((index, axis) => (axes.has(axis) ? 0 : index));
    return elementOf(kept ? place : place.filter((_, axis) => !axes.has(axis)), output.shape);
  };
  const sources = (/** @type {number} */ element) =>
    upTo(sizeOf(x.shape)).filter((source) => into(source) === element);
  const over = form.averaged ? sizeOf(x.shape) / Math.max(1, sizeOf(output.shape)) : 1;
  return {
    /** @param {number} element */
    forward: (element) => ({
      terms: sources(element).map((i) => term([round(x.values[i])])),
      over,
    }),
    /** @param {number} _slot @param {number} element @returns {Share} */
    backward(_slot, element) {
      const [first = 0] = sources(element);
      return { element: first, terms: [term([round(upstream[element])])], over };
    },
  };
}

/**
 * "y = sum_i x_i", or with "/ n" behind it the mean.
 * @param {Formula} formula
 * @returns {{ averaged: boolean } | undefined}
 */
function sumForm({ target, right }) {
  const averaged =
    right.type === 'binary' && right.sign === '/' && isName(right.right, 'n') ? right.left : null;
  const sum = averaged?.type === 'group' ? averaged.of : right;
  const whole = target?.left.type === 'name' && target.left.index === '';
  const plain = sum.type === 'over' && sum.name === 'sum' && sum.of.type === 'name';
  return whole && plain ? { averaged: averaged !== null } : undefined;
}

/** @param {Tree} tree @param {string} name */
const isName = (tree, name) => tree.type === 'name' && tree.text === name;

/**
 * The derivative of an input, and the name by which formulas call it: "dx_i += dy_i" is of x.
 * @param {Op} op
 * @param {number} slot
 */
export function derivativeOf(op, slot) {
  const { name, derivative } = op.inputs[slot];
  const formula = derivative ? read(derivative) : null;
  const left = formula?.target?.left;
  if (!formula || left?.type !== 'name')
    return { name, letters: '', right: undefined, named: new Map() };
  const { right } = formula;
  return { name: left.name.slice(1), letters: left.index, right, named: namedIn(formula) };
}

/**
 * How far the axes of a tensor go that has so many indices: the first one counts all leading axes.
 * @param {number[]} shape
 * @param {number} count
 * @returns {number[] | undefined}
 */
function extentsOf(shape, count) {
  const lead = shape.length - count + 1;
  if (lead < 0) return undefined;
  return [sizeOf(shape.slice(0, lead)), ...shape.slice(lead)];
}

/**
 * "y_i = exp(x_i) / sum_k exp(x_k)", "y = mean_i (x_i * t_i)". Of a node that was told an axis the
 * index goes along it, and all else stays.
 * @param {Worked} worked
 */
function indexed({ op, attrs, inputs, output, upstream, round, functions }) {
  const formula = read(op.formula);
  if (formula.target?.left.type !== 'name' || !everyName(formula).some(({ index }) => index))
    return undefined;
  const own = formula.target.left.index;
  const ownNames = namedIn(formula);
  const derivatives = op.inputs.map((_, slot) => derivativeOf(op, slot));
  /** @type {Map<string, Numbers>} */
  const tensors = new Map(derivatives.map(({ name }, slot) => [name, inputs[slot]]));
  tensors.set('y', output).set('dy', { shape: output.shape, values: upstream });
  const rank = output.shape.length;
  const axis = typeof attrs.axis === 'number' ? (attrs.axis + rank) % rank : undefined;

  /** @param {Numbers} tensor @param {number} count of indices */
  const extents = ({ shape }, count) =>
    axis === undefined || count === 0 ? extentsOf(shape, count) : [shape[axis]];
  /** @param {Numbers} tensor @param {number[]} at @param {number} near the element that is shown */
  const element = ({ shape }, at, near) => {
    if (at.length === 0) return 0;
    if (axis === undefined) return elementOf(at, extentsOf(shape, at.length) ?? []);
    return elementOf(
      placeOf(near, shape).map((index, each) => (each === axis ? at[0] : index)),
      shape,
    );
  };
  /** How far each index goes: as far as the tensors that have it. @type {Map<string, number>} */
  const reach = new Map();
  for (const { name, index } of formulasOf(op).flatMap(everyName)) {
    const tensor = tensors.get(name);
    const far = tensor && index && extents(tensor, index.length);
    for (const [i, letter] of [...index].entries()) if (far) reach.set(letter, far[i]);
  }
  const averaged = meanIndex(formula.right) ?? '';

  /** @param {string} letters @param {number} of an element @param {number[]} shape */
  const places = (letters, of, shape) => {
    const at = axis === undefined ? placeOf(of, extentsOf(shape, letters.length) ?? []) : undefined;
    return new Map(
      [...letters].map((letter, i) => [letter, at?.[i] ?? placeOf(of, shape)[axis ?? 0]]),
    );
  };
  /**
   * @param {Tree} right
   * @param {Map<string, number>} at
   * @param {Map<string, import('./evaluate.js').Named>} named
   * @param {number} near
   */
  const work = (right, at, named, near) =>
    workOut(right, {
      at,
      round,
      functions,
      named: new Map([...ownNames, ...named]),
      extent: (letter) => reach.get(letter),
      number(name, indices) {
        const tensor = tensors.get(name);
        if (tensor) return tensor.values[element(tensor, indices, near)];
        if (name === 'n') return reach.get(averaged);
        const attr = attrs[name];
        return typeof attr === 'number' ? attr : undefined;
      },
    });
  return {
    /** @param {number} of */
    forward(of) {
      const worked = work(formula.right, places(own, of, output.shape), new Map(), of);
      return worked && { terms: [worked], over: 1 };
    },
    /** @param {number} slot @param {number} of @returns {Share | undefined} */
    backward(slot, of) {
      const { letters, right, named } = derivatives[slot];
      if (right === undefined) return undefined;
      const y = places(own, of, output.shape);
      // An index that the output has not begins at 0.
      const at = new Map([...letters].map((letter) => [letter, y.get(letter) ?? 0]));
      const worked = work(right, at, named, of);
      if (!worked) return undefined;
      return { element: element(inputs[slot], [...at.values()], of), terms: [worked], over: 1 };
    },
  };
}

/** "y = max(x, 0)": the same element of each input, as broadcasting has it. @param {Worked} worked */
function elementwise({ op, attrs, inputs, output, upstream, drawn, round, functions }) {
  const rank = output.shape.length;
  const fits = (/** @type {Numbers} */ { shape }) =>
    shape.length <= rank &&
    shape.every((extent, i) => [1, output.shape[rank - shape.length + i]].includes(extent));
  if (!inputs.every(fits)) return undefined;
  const formula = read(op.formula);
  const ownNames = namedIn(formula);
  const source = (/** @type {Numbers} */ { shape }, /** @type {number} */ element) => {
    const place = placeOf(element, output.shape).slice(rank - shape.length);
    return elementOf(
      place.map((index, axis) => (shape[axis] === 1 ? 0 : index)),
      shape,
    );
  };
  const number = (/** @type {number} */ element) => (/** @type {string} */ name) => {
    if (name === 'y') return output.values[element];
    if (name === 'dy') return upstream[element];
    const slot = op.inputs.findIndex((input) => input.name === name);
    if (slot >= 0 && inputs[slot]) return inputs[slot].values[source(inputs[slot], element)];
    const attr = drawn?.get(name)?.[element] ?? attrs[name];
    return typeof attr === 'number' ? attr : undefined;
  };
  return {
    /** @param {number} element */
    forward(element) {
      const scope = { number: number(element), named: ownNames, round, functions };
      const worked = workOut(formula.right, scope);
      return worked && { terms: [worked], over: 1 };
    },
    /** @param {number} slot @param {number} element @returns {Share | undefined} */
    backward(slot, element) {
      const { right, named } = derivativeOf(op, slot);
      if (right === undefined) return undefined;
      const first = source(inputs[slot], element);
      const whole = sizeOf(inputs[slot].shape) === sizeOf(output.shape);
      const all = whole ? [element] : upTo(sizeOf(output.shape));
      const both = new Map([...ownNames, ...named]);
      const terms = all
        .filter((i) => source(inputs[slot], i) === first)
        .map((i) => workOut(right, { number: number(i), named: both, round, functions }));
      const known = terms.filter((each) => each !== undefined);
      return known.length < terms.length ? undefined : { element: first, terms: known, over: 1 };
    },
  };
}
