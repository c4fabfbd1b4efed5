/**
 * Which BLAS a peer computes with decides its rate: OpenBLAS is fifty times the reference BLAS, and
 * its kernels differ by half. So the peer gets the fastest that this machine has. Nothing is
 * installed and no setting of the machine is changed: each is tried in a process of its own.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Blas what a peer reports with --blas
 * @property {string | null} file of the library
 * @property {string | null} kernel as OpenBLAS names it; other libraries do not tell
 * @property {number} gflops of a product of 256 x 512 x 512
 * @property {number | null} error the largest of its elements'; null when one is NaN
 *
 * @typedef {Record<string, string>} Variables of the environment
 */

/** OpenBLAS's kernels, and the processor's flag without which each would not run. */
const KERNELS = [
  ['SapphireRapids', 'avx512_bf16'],
  ['Cooperlake', 'avx512_bf16'],
  ['SkylakeX', 'avx512f'],
  ['Zen', 'avx2'],
  ['Haswell', 'avx2'],
  ['Sandybridge', 'avx'],
  ['Nehalem', 'sse4_2'],
];

/** A sum of 512 products of numbers up to 1/2, in float, is nearer to the exact one than this. */
const ALLOWED_ERROR = 1e-4;

/**
 * The variables that choose each library and kernel worth a try. The first chooses nothing.
 * @param {{ flags: string[], folders: string[] }} machine its processor's flags; the folders with a
 *   libblas.so.3 that the loader would not look into by itself
 * @returns {Variables[]}
 */
export function candidates({ flags, folders }) {
  const kernels = KERNELS.filter(([, flag]) => flags.includes(flag)).map(([name]) => name);
  // Set and empty is not the same as unset in every version.
  const choices = ['', ...kernels].map((name) => ({ OPENBLAS_CORETYPE: name }));
  /** @type {Variables[]} */
  const libraries = [{}, ...folders.map((folder) => ({ LD_LIBRARY_PATH: folder }))];
  return libraries.flatMap((variables) => {
    const isOpenBlas = !variables.LD_LIBRARY_PATH || /openblas/.test(variables.LD_LIBRARY_PATH);
    return [variables, ...(isOpenBlas ? choices.map((own) => ({ ...variables, ...own })) : [])];
  });
}

/** @returns {{ flags: string[], folders: string[] }} what `candidates` asks for, of this machine */
export function describeMachine() {
  const list = (/** @type {string} */ folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch {
      return [];
    }
  };
  const libraries = ['/usr/lib64', ...list('/usr/lib').map(({ name }) => join('/usr/lib', name))];
  const folders = libraries.flatMap((folder) =>
    list(folder)
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name))
      .filter((inner) => list(inner).some(({ name }) => name === 'libblas.so.3')),
  );
  let flags = '';
  try {
    flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
  } catch {}
  return { flags: flags.trim().split(/\s+/), folders };
}

/**
 * Tries every candidate and keeps the fastest whose product is right.
 * @param {Variables[]} tried
 * @param {(variables: Variables) => Blas} judge runs the peer with these; throws where it cannot run
 * @returns {(Blas & { variables: Variables }) | undefined} undefined if none gives a right product
 */
export function fastest(tried, judge) {
  /** @type {(Blas & { variables: Variables }) | undefined} */
  let best;
  for (const variables of tried) {
    /** @type {Blas} */
    let found;
    try {
      found = judge(variables);
    } catch {
      continue; // an instruction that this processor lacks, or a library that does not load
    }
    if (found.error === null || !(found.error <= ALLOWED_ERROR)) continue;
    if (!best || found.gflops > best.gflops) best = { ...found, variables };
  }
  return best;
}

/** @param {Blas} blas @returns {string} its name: the folder in which it lies tells libraries apart */
export function nameOf({ file, kernel }) {
  const library = file?.split('/').at(-2) ?? 'an unknown BLAS';
  return kernel ? `${library}, ${kernel}` : library;
}

/**
 * Whether a peer with this BLAS says nothing about an engine: three plain loops are then a rival.
 * @param {Blas | undefined} blas
 * @param {number} plainGflops what the plain loops reach
 */
export const isNoComparison = (blas, plainGflops) => !(blas && blas.gflops >= plainGflops / 2);
