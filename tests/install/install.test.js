/**
 * The C library as its users get it: installed from the native build into build/install, then found
 * by CMake and by pkg-config, used from C and from C++, with every mixture of float and double
 * refused by the linker; and compiled without a build system, in the compilers' own mode.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { has, jobs, root } from '../runner/command.js';

const consumer = join(root, 'tests/install/consumer');
const work = join(root, 'build/install');
const prefix = join(work, 'prefix');
const include = join(prefix, 'include/slm');
const core = join(root, 'core');

/** @param {string} program @param {string[]} args @param {Record<string, string>} [env] */
function run(program, args, env = {}) {
  const options = { cwd: work, encoding: /** @type {const} */ ('utf8') };
  return spawnSync(program, args, { ...options, env: { ...process.env, ...env } });
}

/** @param {string} program @param {string[]} args @param {Record<string, string>} [env] @returns {string} its output */
function command(program, args, env) {
  const { status, stdout, stderr } = run(program, args, env);
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** @param {string} folder @param {(name: string) => boolean} wanted @returns {string[]} paths below it */
function files(folder, wanted) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path, wanted);
    return wanted(entry.name) ? [path] : [];
  });
}

const WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Werror'];

/** @type {Record<string, string>} the directory of libslm.a, which systems name differently */
const found = {};
const archive = (/** @type {string} */ name) => join(found.lib, `lib${name}.a`);

before(() => {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  command('cmake', ['--install', join(root, 'build/native'), '--prefix', prefix]);
  const [library] = files(prefix, (name) => name === 'libslm.a');
  found.lib = join(library, '..');
});

/** @type {Record<string, string>} what the examples print with each library */
const printed = {
  slm: 'y = 12, dy/dx = 7, in 4 bytes\n',
  slm64: 'y = 12, dy/dx = 7, in 8 bytes\n',
};
const alsoInCpp = 'OK, bias -0.1\n';

test('find_package gives both libraries to C and to C++17', () => {
  const build = join(work, 'found');
  command('cmake', ['-S', consumer, '-B', build, `-DCMAKE_PREFIX_PATH=${prefix}`]);
  command('cmake', ['--build', build, '--parallel', jobs]);
  for (const library of ['slm', 'slm64']) {
    assert.equal(command(join(build, `${library}_c`), []), printed[library]);
    assert.equal(command(join(build, `${library}_cpp`), []), printed[library] + alsoInCpp);
  }
});

test('add_subdirectory gives the same targets, and none of the tests and demos', () => {
  const build = join(work, 'subdirectory');
  command('cmake', ['-S', consumer, '-B', build, `-DSLM_SOURCE=${root}`]);
  const targets = command('cmake', ['--build', build, '--target', 'help']);
  assert.match(targets, /\bslm64_cpp\b/);
  assert.doesNotMatch(targets, /\b(test|demo|fuzz|parity)_/);
});

/** @type {[compiler: string, source: string, flags: string[]][]} */
const compilers = [
  ['gcc', 'example.c', ['-std=c11']],
  ['clang', 'example.c', ['-std=c11']],
  ['g++', 'example.cpp', ['-std=c++17']],
  ['clang++', 'example.cpp', ['-std=c++17']],
];

describe('pkg-config', { skip: !has('pkg-config') && 'no pkg-config found' }, () => {
  for (const [compiler, source, flags] of compilers) {
    const skip = !has(compiler) && `no ${compiler} found`;
    test(`gives both libraries to ${compiler}`, { skip }, () => {
      const env = { PKG_CONFIG_PATH: join(found.lib, 'pkgconfig') };
      for (const library of ['slm', 'slm64']) {
        const given = command('pkg-config', ['--cflags', '--libs', library], env);
        const program = join(work, `${library}_${compiler}`);
        const all = [...flags, ...WARNINGS, join(consumer, source), ...given.trim().split(/\s+/)];
        command(compiler, [...all, '-o', program]);
        const more = source.endsWith('.cpp') ? alsoInCpp : '';
        assert.equal(command(program, []), printed[library] + more);
      }
    });
  }
});

describe('float and double do not mix', () => {
  const example = join(consumer, 'example.c');
  const part = join(consumer, 'part.c');
  const FLOAT = ['-USLM_DOUBLE'];
  const DOUBLE = ['-DSLM_DOUBLE'];

  /** @param {string} cc @param {string[]} flags @param {string} source @param {string} object */
  const compile = (cc, flags, source, object) => {
    const path = join(work, object);
    command(cc, [...flags, ...WARNINGS, '-I', include, '-c', source, '-o', path]);
    return path;
  };

  /** @type {[cc: string, flags: string[]][]} */
  const builds = ['gcc', 'clang'].filter(has).flatMap((cc) => [
    [cc, ['-O0']],
    [cc, ['-O2', '-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections']],
  ]);
  for (const [cc, flags] of builds) {
    test(`with ${cc} ${flags.join(' ')}`, () => {
      const link = (/** @type {string[]} */ parts) =>
        run(cc, [...flags, ...parts, '-lm', '-o', join(work, 'mixed')]);
      /** @param {string[]} parts @param {RegExp} sentence of the linker */
      const refused = (parts, sentence) => {
        const { status, stderr } = link(parts);
        assert.notEqual(status, 0, `${parts.join(' ')} were linked`);
        assert.match(stderr, sentence);
      };
      const compiling = flags.filter((flag) => !flag.startsWith('-Wl'));
      const float = compile(cc, [...compiling, ...FLOAT], example, 'float.o');
      const double = compile(cc, [...compiling, ...DOUBLE], example, 'double.o');
      const floatPart = compile(cc, [...compiling, ...FLOAT], part, 'part_float.o');
      const doublePart = compile(cc, [...compiling, ...DOUBLE], part, 'part_double.o');
      const slm = archive('slm');
      const slm64 = archive('slm64');

      for (const good of [
        [float, floatPart, slm],
        [double, doublePart, slm64],
      ]) {
        const { status, stderr } = link(good);
        assert.equal(status, 0, stderr);
      }
      refused([double, slm], /undefined.*slm_built_for_double/);
      refused([float, slm64], /undefined.*slm_built_for_float/);
      refused([float, doublePart, slm], /undefined.*slm_built_for_double/);
      refused([double, floatPart, slm64], /undefined.*slm_built_for_float/);
      refused([float, doublePart, slm, slm64], /multiple definition|duplicate symbol/);
    });
  }
});

test('every function of the public headers can be called from C++', () => {
  const headers = files(include, (name) => name.endsWith('.h'));
  const names = new Set();
  for (const header of headers) {
    const code = readFileSync(header, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^[ \t]*#.*(\\\n.*)*/gm, '');
    for (const [, name] of code.matchAll(/^(?!typedef)\w[\w \t]*[ *](slm_\w+)\(/gm))
      names.add(name);
  }
  assert.ok(names.size > 100, `${names.size} functions found`);
  const source = join(work, 'all.cpp');
  const rows = [...names].map((name) => `    reinterpret_cast<void *>(&${name}),\n`).join('');
  writeFileSync(
    source,
    `#include <slm.h>\nvoid *all[] = {\n${rows}};\nint main() { return all[0] == nullptr; }\n`,
  );
  const flags = ['-std=c++17', ...WARNINGS, '-I', include];
  for (const cxx of ['g++', 'clang++'].filter(has)) {
    const program = join(work, 'all');
    command(cxx, [...flags, source, archive('slm'), '-lm', '-o', program]);
    command(program, []);
  }
});

describe('without a build system', () => {
  const sources = readdirSync(core, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => files(join(core, name), (file) => file.endsWith('.c')));
  for (const cc of ['gcc', 'clang']) {
    const skip = !has(cc) && `no ${cc} found`;
    test(`${cc} compiles the sources in its own mode`, { skip }, () => {
      const program = join(work, `plain_${cc}`);
      const all = [join(consumer, 'example.c'), ...sources];
      command(cc, ['-I', core, ...all, '-lm', '-o', program]);
      assert.equal(command(program, []), printed.slm);
    });
  }
  test('as C23 with GNU extensions as well', () => {
    command('cc', ['-std=gnu2x', '-fsyntax-only', '-I', core, ...sources]);
  });
});
