/**
 * Builds the WebAssembly modules with the newest clang that an npm package brings, itself a
 * WebAssembly program, with the options that the preset `wasm` gives to each file. No Emscripten of
 * that age can be had here, so this says whether its compiler takes the sources, without a warning,
 * and parity says whether it keeps the bits.
 *
 *     npm install --prefix tests/systems/newer-clang
 *     npm run test:deep -- newer-clang
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runClang } from '@yowasp/clang';
import { root } from '../../runner/command.js';

/** @typedef {{ [name: string]: Tree | Uint8Array }} Tree the files that the compiler sees */

const output = join(root, 'build/newer-clang');

/** @param {string} folder @returns {Tree} the C sources in it */
function readTree(folder) {
  /** @type {Tree} */
  const tree = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) tree[entry.name] = readTree(path);
    else if (/\.(c|h|def)$/.test(entry.name)) tree[entry.name] = readFileSync(path);
  }
  return tree;
}

/**
 * Runs the compiler.
 * @param {string[]} args
 * @param {Tree} files
 * @returns {Promise<{ made: Tree, printed: string }>} the files that it wrote, and its messages
 * @throws {Error} with what it printed
 */
async function clang(args, files) {
  let printed = '';
  const decoder = new TextDecoder();
  const take = (/** @type {Uint8Array | null} */ bytes) => {
    if (bytes) printed += decoder.decode(bytes);
  };
  try {
    const made = await runClang(['clang', ...args], files, { stdout: take, stderr: take });
    return { made: /** @type {Tree} */ (made ?? {}), printed };
  } catch (error) {
    throw new Error(`clang ${args.join(' ')}\n${printed || error}`);
  }
}

/**
 * The commands that make a module, of all that CMake wrote down.
 * @param {string} library
 * @returns {{ source: string, options: string[] }[]}
 */
function commandsOf(library) {
  const database = join(root, 'build/wasm/compile_commands.json');
  /** @type {{ command: string, file: string }[]} */
  const all = JSON.parse(readFileSync(database, 'utf8'));
  const targets = [library, `${library}_module`, 'slm_libc'].map((name) => `/${name}.dir/`);
  return all
    .filter(({ command }) => targets.some((target) => command.includes(target)))
    .map(({ command, file }) => {
      const words = command.split(/\s+/).slice(1);
      const source = relative(root, file);
      // Without the paths of this machine; the include folder is in a file that CMake wrote.
      const options = words.filter(
        (word, i) => !/^(@|-o$|-c$)/.test(word) && !/^-[oc]$/.test(words[i - 1]),
      );
      return { source, options: [...options, '-Icore'] };
    });
}

const files = { core: readTree(join(root, 'core')), wasm: readTree(join(root, 'wasm')) };
console.log((await clang(['--version'], {})).printed.split('\n')[0]);
mkdirSync(output, { recursive: true });
for (const library of ['slm', 'slm64']) {
  /** @type {Tree} */
  const objects = {};
  const commands = commandsOf(library);
  for (const { source, options } of commands) {
    const { made } = await clang([...options, '-c', source, '-o', 'object.o'], files);
    objects[source.replaceAll('/', '_').replace(/c$/, 'o')] = made['object.o'];
  }
  // The engine is a library: of its files a module takes only those that it needs.
  const isCore = (/** @type {string} */ name) => name.startsWith('core_');
  const names = Object.keys(objects);
  const link = [
    ...names.filter((name) => !isCore(name)),
    '-Wl,--start-lib',
    ...names.filter(isCore),
    '-Wl,--end-lib',
    '-mexec-model=reactor',
    '-Wl,-z,stack-size=1048576',
  ];
  const { made } = await clang([...link, '-o', 'module.wasm'], objects);
  const module = /** @type {Uint8Array} */ (made['module.wasm']);
  writeFileSync(join(output, `${library}.wasm`), module);
  console.log(`${library}.wasm: ${commands.length} files, ${module.length} bytes`);
}
