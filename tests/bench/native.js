/** Native rates: the pinned-bits build, the opt-in build for this machine, and PyTorch beside it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runner/command.js';
import { spread } from './spread.js';

const PYTHON = ['/usr/bin/python3', 'python3'];

/** @param {string[]} command @returns {any} */
function json([program, ...args]) {
  return JSON.parse(
    execFileSync(program, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1' },
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

/** @param {string} name @param {string} folder of the starts @param {string[]} missing */
function peer(name, folder, missing) {
  const script = join(root, `tests/bench/peers/${name}_bench.py`);
  /** @type {string | undefined} */
  let reason;
  for (const python of PYTHON) {
    try {
      json([python, script, folder, '--quick']);
      return () => json([python, script, folder]);
    } catch (error) {
      reason ??= /** @type {Error} */ (error).message.split('\n')[0];
    }
  }
  missing.push(`${name}: ${reason}`);
  return () => undefined;
}

/** @param {boolean} quick */
export async function native(quick) {
  const plain = workload('native');
  const fma = workload('fma');
  const folder = writeStarts(plain);
  /** @type {string[]} */
  const missing = [];
  const runTorch = peer('torch', folder, missing);
  const runNumpy = peer('numpy', folder, missing);
  /** @type {{ native: any, fma: any, torch?: any, numpy?: any }[]} */
  const rounds = [];
  for (let r = 0; r < (quick ? 1 : 5); r++) {
    const runs = /** @type {const} */ ([
      ['native', () => json([plain])],
      ['fma', () => json([fma])],
      ['torch', runTorch],
      ['numpy', runNumpy],
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
  const gflops = rounds.flatMap((round) => round.torch?.matmul_gflops ?? []);
  return { rows, missing, torchGflops: gflops.length ? median(gflops) : undefined };
}
