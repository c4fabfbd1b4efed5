/** Native rates: the pinned-bits build, the opt-in build for this machine, and PyTorch beside it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runner/command.js';
import { candidates, describeMachine, fastest, isNoComparison } from './blas.js';
import { spread } from './spread.js';

const PYTHON = ['/usr/bin/python3', 'python3'];

/**
 * @param {string[]} command that prints JSON
 * @param {import('./blas.js').Variables} [variables] of its environment
 * @returns {any}
 */
function json([program, ...args], variables = {}) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  // What was set for another library or machine makes OpenBLAS slow or wrong here.
  for (const name of ['OPENBLAS_L2_SIZE', 'OPENBLAS_CORETYPE']) delete env[name];
  return JSON.parse(
    execFileSync(program, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, ...variables },
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
}

/** @param {string} preset */
function workload(preset) {
  const make = (/** @type {string[]} */ args) =>
    execFileSync('cmake', args, { cwd: root, stdio: 'ignore' });
  make(['--preset', preset]);
  make(['--build', '--preset', preset, '--target', 'workload', '-j2']);
  return join(root, 'build', preset, 'tests/bench/workload');
}

const median = (/** @type {number[]} */ values) => spread(values).median;

/** What everyone starts from, as files for those who do not run C. @param {string} program */
function writeStarts(program) {
  const folder = join(root, 'build/bench');
  mkdirSync(folder, { recursive: true });
  for (const name of ['w1_batch10', 'w1_batch256', 'w2', 'w3'])
    writeFileSync(
      join(folder, `${name}.f32`),
      execFileSync(program, [name, 'start'], { maxBuffer: 1 << 26 }),
    );
  return folder;
}

/**
 * @typedef {object} Peer
 * @property {() => any} run gives undefined where the peer is missing
 * @property {ReturnType<typeof fastest>} blas with which it runs
 */

/** @param {string} name @param {string} folder of the starts @param {string[]} missing @returns {Peer} */
function peer(name, folder, missing) {
  const script = join(root, `tests/bench/peers/${name}_bench.py`);
  /** @type {string | undefined} */
  let reason;
  for (const python of PYTHON) {
    try {
      json([python, script, folder, '--quick']);
    } catch (error) {
      reason ??= /** @type {Error} */ (error).message.split('\n')[0];
      continue;
    }
    const blas = fastest(candidates(describeMachine()), (variables) =>
      json([python, script, '--blas'], variables),
    );
    if (blas) return { run: () => json([python, script, folder], blas.variables), blas };
    reason ??= 'no BLAS gives a right product';
  }
  missing.push(`${name}: ${reason}`);
  return { run: () => undefined, blas: undefined };
}

/** @param {boolean} quick */
export async function native(quick) {
  const plain = workload('native');
  const fma = workload('fma');
  const folder = writeStarts(plain);
  /** @type {string[]} */
  const missing = [];
  const torchPeer = peer('torch', folder, missing);
  const numpyPeer = peer('numpy', folder, missing);
  /** @type {{ native: any, fma: any, torch?: any, numpy?: any }[]} */
  const rounds = [];
  for (let r = 0; r < (quick ? 1 : 5); r++) {
    const runs = /** @type {const} */ ([
      ['native', () => json([plain])],
      ['fma', () => json([fma])],
      ['torch', torchPeer.run],
      ['numpy', numpyPeer.run],
    ]);
    /** @type {any} */
    const round = {};
    for (let k = 0; k < runs.length; k++) {
      const [who, run] = runs[(r + k) % runs.length];
      round[who] = run();
    }
    rounds.push(round);
  }
  // The language model comes last; it has no floor.
  const all = (/** @type {any} */ { workloads, language }) => [...workloads, language];
  const names = all(rounds[0].native).map((w) => w.name);
  const rows = names.map((/** @type {string} */ name, /** @type {number} */ i) => {
    const of = (/** @type {'native' | 'fma'} */ build) =>
      rounds.map((round) => all(round[build])[i]);
    const peersOf = (/** @type {'torch' | 'numpy'} */ who) =>
      rounds.flatMap((round) => round[who]?.[name] ?? []);
    const torch = peersOf('torch');
    const numpy = peersOf('numpy');
    const loss = of('native')[0].result;
    for (const [who, runs] of /** @type {const} */ ([
      ['PyTorch', torch],
      ['NumPy', numpy],
    ]))
      for (const run of runs)
        if (!(Math.abs(run.loss / loss - 1) < 1e-3))
          missing.push(`${who}, ${name}: another loss, ${run.loss} for ${loss}`);
    const rate = (/** @type {'native' | 'fma'} */ build) =>
      median(of(build).map((w) => w.engine_per_second));
    return {
      name,
      native: rate('native'),
      nativeOfFloor: name === 'w3' ? undefined : median(of('native').map((w) => w.ratio)),
      fma: rate('fma'),
      torch: torch.length ? median(torch.map((t) => t.steps_per_second)) : undefined,
      numpy: numpy.length ? median(numpy.map((t) => t.steps_per_second)) : undefined,
      torchLoss: torch[0]?.loss,
      numpyLoss: numpy[0]?.loss,
      fmaOverTorch: torch.length
        ? median(
            rounds.map((r) => all(r.fma)[i].engine_per_second / r.torch[name].steps_per_second),
          )
        : undefined,
      loss,
    };
  });
  // Of the build for this machine: a compiler's best without a thought for the matrix.
  const plainGflops = median(rounds.map((round) => round.fma.plain_gflops));
  const peers = {
    torch: { ...torchPeer.blas, noComparison: isNoComparison(torchPeer.blas, plainGflops) },
    numpy: { ...numpyPeer.blas, noComparison: isNoComparison(numpyPeer.blas, plainGflops) },
  };
  return { rows, missing, plainGflops, peers };
}
