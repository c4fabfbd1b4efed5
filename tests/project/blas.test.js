import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidates, fastest, isNoComparison, nameOf } from '../bench/blas.js';

const blas = { file: '/usr/lib/x/openblas-pthread/libblas.so.3', kernel: 'Zen', error: 1e-6 };

test('a BLAS is tried with the kernels that the processor can run', () => {
  const folders = ['/usr/lib/x/blas', '/usr/lib/x/openblas-pthread'];
  const tried = candidates({ flags: ['avx', 'avx2', 'sse4_2'], folders });
  assert.deepEqual(tried[0], {});
  assert.deepEqual(
    tried.filter(({ LD_LIBRARY_PATH }) => LD_LIBRARY_PATH === folders[0]),
    [{ LD_LIBRARY_PATH: folders[0] }],
  );
  assert.deepEqual(
    tried
      .filter(({ LD_LIBRARY_PATH }) => LD_LIBRARY_PATH === folders[1])
      .map(({ OPENBLAS_CORETYPE }) => OPENBLAS_CORETYPE),
    [undefined, '', 'Zen', 'Haswell', 'Sandybridge', 'Nehalem'],
  );
});

test('the fastest BLAS is kept of those whose product is right', () => {
  /** @type {Record<string, () => import('../bench/blas.js').Blas>} */
  const machines = {
    slow: () => ({ ...blas, gflops: 30 }),
    wrong: () => ({ ...blas, gflops: 900, error: 0.5 }),
    nan: () => ({ ...blas, gflops: 900, error: null }),
    crashes: () => {
      throw new Error('illegal instruction');
    },
    fast: () => ({ ...blas, gflops: 120 }),
    slower: () => ({ ...blas, gflops: 90 }),
  };
  const tried = Object.keys(machines).map((name) => ({ name }));
  const best = fastest(tried, ({ name }) => machines[name]());
  assert.deepEqual(best, { ...blas, gflops: 120, variables: { name: 'fast' } });
  assert.equal(
    fastest([{ name: 'wrong' }, { name: 'crashes' }], ({ name }) => machines[name]()),
    undefined,
  );
  assert.equal(best && nameOf(best), 'openblas-pthread, Zen');
});

test('a BLAS slower than half of plain loops is no comparison', () => {
  assert.equal(isNoComparison({ ...blas, gflops: 6 }, 13), true);
  assert.equal(isNoComparison({ ...blas, gflops: 7 }, 13), false);
  assert.equal(isNoComparison({ ...blas, gflops: Number.NaN }, 13), true);
  assert.equal(isNoComparison(undefined, 13), true);
});
