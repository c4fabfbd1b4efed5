/**
 * The rules of the source tree that no compiler checks. A rule is a function from the tree to the
 * sentences that say where it is broken; architecture.test.js runs them on the repository and on
 * small trees in which each is broken on purpose.
 */
import { codeOf, includes, isC } from './c-source.js';

/** @typedef {Map<string, string>} Tree path from the root, with slashes, to the file's text */

/**
 * Each folder of core/ with those it may include from. Everything in core/ may include slm.h, the
 * public vocabulary; slm.h itself is made of the public headers below core/.
 * @type {Record<string, string[]>}
 */
const LAYERS = {
  base: [],
  tensor: ['base'],
  kernels: ['base', 'tensor'],
  ops: ['base', 'tensor', 'kernels'],
  autograd: ['base', 'tensor', 'kernels', 'ops'],
  inspect: ['base', 'tensor', 'kernels', 'ops', 'autograd'],
  nn: ['base', 'tensor', 'kernels', 'ops', 'autograd'],
  attention: ['base', 'tensor', 'kernels', 'ops', 'autograd', 'nn'],
  transformer: ['base', 'tensor', 'kernels', 'ops', 'autograd', 'nn', 'attention'],
  tokenizer: ['base', 'tensor', 'kernels', 'ops', 'autograd'],
  corpus: ['base', 'tensor', 'kernels', 'ops', 'autograd'],
  sampling: ['base', 'tensor', 'kernels', 'ops', 'autograd', 'nn', 'attention', 'transformer'],
  data: ['base', 'tensor', 'kernels', 'ops', 'autograd'],
  training: ['base', 'tensor', 'kernels', 'ops', 'autograd'],
};
// The top floor may use everything below it.
LAYERS.trainer = Object.keys(LAYERS);

const CORE_HEADERS = ['math.h', 'stdarg.h', 'stdbool.h', 'stddef.h', 'stdint.h', 'stdlib.h'];
CORE_HEADERS.push('float.h', 'limits.h', 'stdalign.h', 'string.h');
// What SLM_SHAPE of slm.h is made of where that header is read as C++.
CORE_HEADERS.push('initializer_list');

/** @param {Tree} tree @returns {string[]} */
function layering(tree) {
  const found = [];
  for (const [path, text] of tree) {
    const folder = /^core\/([^/]+)\//.exec(path)?.[1];
    if (!folder || !isC(path)) continue;
    if (!LAYERS[folder]) {
      found.push(`${path}: folder ${folder} has no place in the dependency rule`);
      continue;
    }
    for (const { file, system } of includes(text)) {
      const target = file.split('/')[0];
      if (system || file === 'slm.h' || target === folder) continue;
      if (!tree.has(`core/${file}`)) {
        found.push(`${path}: includes "${file}", which is not written from core/`);
      } else if (!LAYERS[folder].includes(target)) {
        found.push(`${path}: includes "${file}", but ${folder} may not depend on ${target}`);
      }
    }
  }
  return found;
}

/** No header of core/ includes itself, by whatever way. @param {Tree} tree @returns {string[]} */
function noCircles(tree) {
  /** @type {string[]} */
  const found = [];
  const left = new Set();
  /** @param {string} path @param {string[]} way from the file that was begun with to it */
  const visit = (path, way) => {
    const at = way.indexOf(path);
    if (at >= 0) found.push([...way.slice(at), path].join(' includes '));
    if (at >= 0 || left.has(path)) return;
    for (const { file, system } of includes(tree.get(path) ?? '')) {
      if (!system && tree.has(`core/${file}`)) visit(`core/${file}`, [...way, path]);
    }
    left.add(path);
  };
  for (const path of tree.keys()) if (path.startsWith('core/') && isC(path)) visit(path, []);
  return found;
}

/** @param {Tree} tree @returns {(path: string) => boolean} is it a C test labelled `api`? */
function isApiTest(tree) {
  const table = tree.get('tests/core/CMakeLists.txt') ?? '';
  const rows = [...table.matchAll(/^slm_tests_named\("([^"]*)" "([^"]*)"/gm)];
  return (path) => {
    const name = /^tests\/core\/(test_[^/]*)\.c$/.exec(path)?.[1];
    const row = rows.find(([, pattern]) => name && new RegExp(pattern).test(name));
    return row?.[2].split(';').includes('api') ?? false;
  };
}

/** Users of the engine see slm.h and what lies beside them. @param {Tree} tree @returns {string[]} */
function publicApi(tree) {
  const users = /^(wasm|demos|tests\/fuzz)\/[^/]+\.[ch]$/;
  const isApi = isApiTest(tree);
  const found = [];
  for (const [path, text] of tree) {
    if (!users.test(path) && !isApi(path)) continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const { file, system } of includes(text)) {
      if (system || file === 'slm.h' || tree.has(folder + file)) continue;
      found.push(`${path}: includes "${file}"; users of the engine include only slm.h`);
    }
  }
  return found;
}

/** The core stands on a few C headers and ends no program. @param {Tree} tree @returns {string[]} */
function pureCore(tree) {
  const forbidden = /\b(assert|abort|exit|_Exit|f?printf|puts|s?n?printf|setjmp|longjmp)\s*\(/g;
  const found = [];
  for (const [path, text] of tree) {
    if (!path.startsWith('core/') || !isC(path)) continue;
    for (const { file, system } of includes(text)) {
      if (system && !CORE_HEADERS.includes(file)) found.push(`${path}: includes <${file}>`);
    }
    for (const [, name] of codeOf(text).matchAll(forbidden)) found.push(`${path}: calls ${name}`);
  }
  return found;
}

/** @param {Tree} tree @returns {string[]} */
function fileSizes(tree) {
  const limit = 700;
  const found = [];
  for (const [path, text] of tree) {
    const lines = text.split('\n').length - 1;
    if (/\.(c|h|js|mjs|css|html|sh|cmake)$/.test(path) && lines > limit) {
      found.push(`${path}: ${lines} lines, more than ${limit}`);
    }
  }
  return found;
}

/** The commands a reader is told are those that CI runs. @param {Tree} tree @returns {string[]} */
function commands(tree) {
  const test = './setup.sh && npm test';
  const found = [];
  for (const path of ['.ci/run', 'README.md', 'README.ko.md', '.github/workflows/test.yml']) {
    if (!tree.get(path)?.includes(test)) found.push(`${path}: does not say ${test}`);
  }
  for (const path of ['README.md', 'README.ko.md']) {
    const start = './setup.sh && npm start';
    if (!tree.get(path)?.includes(start)) found.push(`${path}: does not say ${start}`);
  }
  return found;
}

/** Nothing unfinished and nothing of one machine. @param {Tree} tree @returns {string[]} */
function leftovers(tree) {
  // Each word is put together here, so that this file does not hold it.
  const words = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', '/work/' + 'main', '/work/' + 'shared'];
  const pattern = new RegExp(
    `\\b(${words.slice(0, 3).join('|')})\\b|(${words.slice(3).join('|')})`,
  );
  const found = [];
  for (const [path, text] of tree) {
    const line = text.split('\n').findIndex((content) => pattern.test(content));
    if (line >= 0) found.push(`${path}:${line + 1}: holds ${pattern.exec(text)?.[0]}`);
  }
  return found;
}

export const rules = { layering, noCircles, publicApi, pureCore, fileSizes, commands, leftovers };
