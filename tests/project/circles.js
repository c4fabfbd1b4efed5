/**
 * Rules about circles: files that need each other, directly or through others, and folders of the
 * page that look upwards. A rule gets the circles that are known and still to be opened; one of
 * them that is open, or smaller than it was, is a mistake too, so the lists can only shrink.
 */
import { posix } from 'node:path';
import { codeOf } from './c-source.js';

/**
 * @typedef {import('./architecture.js').Tree} Tree
 * @typedef {Map<string, Map<string, string>>} Graph each file, with the files that it needs and how
 */

/** @param {Graph} graph @param {string} from @returns {Set<string>} every file on a way from it */
function reach(graph, from) {
  const seen = new Set();
  const open = [from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const next of graph.get(file)?.keys() ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

/** @param {Graph} graph @returns {string[][]} the largest circles, each sorted */
function circlesOf(graph) {
  const reached = new Map([...graph.keys()].map((file) => [file, reach(graph, file)]));
  const found = new Map();
  for (const [file, others] of reached) {
    if (!others.has(file)) continue;
    const circle = [...others].filter((other) => reached.get(other)?.has(file)).sort();
    found.set(circle.join(), circle);
  }
  return [...found.values()];
}

/**
 * @param {Graph} graph
 * @param {string[][]} known circles, each sorted
 * @returns {string[]} a sentence for each circle that is not known, and for each known one that is
 *   not there as it is written
 */
function judged(graph, known) {
  const found = circlesOf(graph);
  const sentences = [];
  for (const circle of found) {
    if (known.some((each) => each.join() === circle.join())) continue;
    const links = circle.flatMap((file) =>
      [...(graph.get(file) ?? [])]
        .filter(([target]) => circle.includes(target))
        .map(([target, how]) => `${file} needs ${target} (${how})`),
    );
    sentences.push(`a circle: ${links.join(', ')}`);
  }
  for (const each of known) {
    if (found.some((circle) => each.join() === circle.join())) continue;
    sentences.push(`the known circle of ${each.join(', ')} is no more: mend the list in known.js`);
  }
  return sentences;
}

/**
 * C files need each other by the names with slm_ that one defines and the other writes. A name that
 * several files define is left out: such files stand in for each other.
 * @param {Tree} tree
 * @returns {Graph}
 */
function sourceGraph(tree) {
  const definition =
    /^(?!static\b|typedef\b|extern\b|return\b)[A-Za-z_][\w \t*]*?\b(slm_\w+)\s*(?:\((?:[^;{}()]|\([^()]*\))*\)\s*\{|(?:\[[^\]]*\])?\s*=)/gm;
  const code = new Map(
    [...tree]
      .filter(([path]) => /^(core|wasm)\/.*\.c$/.test(path))
      .map(([path, text]) => [path, codeOf(text)]),
  );
  /** @type {Map<string, string[]>} */
  const homes = new Map();
  for (const [path, text] of code) {
    for (const name of new Set([...text.matchAll(definition)].map((match) => match[1])))
      homes.set(name, [...(homes.get(name) ?? []), path]);
  }
  /** @type {Graph} */
  const graph = new Map();
  for (const [path, text] of code) {
    const needs = new Map();
    for (const name of text.match(/\bslm_\w+/g) ?? []) {
      const [home, other] = homes.get(name) ?? [];
      if (home && !other && home !== path) needs.set(home, name);
    }
    graph.set(path, needs);
  }
  return graph;
}

/** @param {string} text @returns {string[]} the addresses that a module imports from */
function imports(text) {
  const statements = text.matchAll(/^(?:import|export)\b(?:[^;'"]*?\bfrom)?\s*['"]([^'"]+)['"]/gm);
  const later = text.matchAll(/\bawait import\(\s*['"]([^'"]+)['"]/g);
  return [...statements, ...later].map((match) => match[1]);
}

/**
 * @param {Tree} tree
 * @returns {Graph} modules and what they import; types in comments do not count
 */
function moduleGraph(tree) {
  /** @type {Graph} */
  const graph = new Map();
  for (const [path, text] of tree) {
    if (!/\.m?js$/.test(path)) continue;
    const files = imports(text)
      .filter((address) => address.startsWith('.'))
      .map((address) => posix.join(posix.dirname(path), address));
    graph.set(
      path,
      new Map(files.filter((file) => tree.has(file)).map((file) => [file, 'import'])),
    );
  }
  return graph;
}

/**
 * Each layer of web/src with those below it. A panel is a layer of its own beside the others: no
 * panel imports from another one.
 * @type {Record<string, string[]>}
 */
const WEB = {
  shared: [],
  formula: ['shared'],
  drawing: ['shared'],
  i18n: ['shared'],
  elements: ['shared'],
  engine: ['shared', 'formula', 'wasm'],
  state: ['shared', 'i18n'],
  session: ['shared', 'i18n', 'state'],
};
WEB.panels = [...Object.keys(WEB).filter((layer) => layer !== 'engine')];
WEB.lessons = [...WEB.panels];
WEB.app = [...WEB.panels, 'panels', 'lessons'];

/** @param {string} path @returns {[folder: string, layer: string]} */
function place(path) {
  const [top, , first, second] = path.split('/');
  if (top !== 'web') return [top, top];
  return [first === 'panels' ? `panels/${second}` : first, first];
}

/**
 * The page's folders import only from the layers below them.
 * @param {Tree} tree
 * @param {string[]} [known] steps upwards that are still to be mended, as "from -> to"
 * @returns {string[]}
 */
function pageLayers(tree, known = []) {
  const found = [];
  const used = new Set();
  for (const [path, needs] of moduleGraph(tree)) {
    if (!path.startsWith('web/src/')) continue;
    const [folder, layer] = place(path);
    if (!WEB[layer]) {
      found.push(`${path}: folder ${folder} has no place among the page's layers`);
      continue;
    }
    for (const target of needs.keys()) {
      const [other, below] = place(target);
      if (folder === other || WEB[layer].includes(below)) continue;
      const step = `${folder} -> ${other}`;
      used.add(step);
      if (!known.includes(step))
        found.push(`${path}: imports ${target}, but ${folder} may not depend on ${other}`);
    }
  }
  for (const step of known)
    if (!used.has(step)) found.push(`${step} is no more: mend the list in known.js`);
  return found;
}

/** @param {Tree} tree @param {string[][]} [known] @returns {string[]} */
const sourceCircles = (tree, known = []) => judged(sourceGraph(tree), known);

/** @param {Tree} tree @param {string[][]} [known] @returns {string[]} */
const moduleCircles = (tree, known = []) => judged(moduleGraph(tree), known);

export const circleRules = { sourceCircles, moduleCircles, pageLayers };
