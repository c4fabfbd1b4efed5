/** Native rates: the pinned-bits build, the opt-in build for this machine, and PyTorch beside it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../runner/command.js';

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

const median = (/** @type {number[]} */ values) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** @param {boolean} quick */
export async function native(quick) {
  const plain = workload('native');
  const fma = workload('fma');
  const script = join(root, 'tests/bench/peers/torch_bench.py');
  /** @type {{ native: any, fma: any, torch?: any }[]} */
  const rounds = [];
  let python = PYTHON[0];
  /** @type {string | undefined} */
  let missing;
  for (let r = 0; r < (quick ? 1 : 5); r++) {
    const round = { native: json([plain]), fma: json([fma]) };
    try {
      rounds.push(missing ? round : { ...round, torch: json([python, script]) });
    } catch (error) {
      if (python === PYTHON[0]) python = PYTHON[1];
      missing = `PyTorch: ${/** @type {Error} */ (error).message.split('\n')[0]}`;
      rounds.push(round);
    }
  }
  const names = rounds[0].native.workloads.map((/** @type {any} */ w) => w.name);
  const rows = names.map((/** @type {string} */ name, /** @type {number} */ i) => {
    const of = (/** @type {'native' | 'fma'} */ build) =>
      rounds.map((round) => round[build].workloads[i]);
    const torch = rounds.flatMap((round) => round.torch?.[name] ?? []);
    const rate = (/** @type {'native' | 'fma'} */ build) =>
      median(of(build).map((w) => w.engine_per_second));
    return {
      name,
      native: rate('native'),
      nativeOfFloor: median(of('native').map((w) => w.ratio)),
      fma: rate('fma'),
      fmaOfFloor: median(of('fma').map((w) => w.ratio)),
      torch: torch.length ? median(torch.map((t) => t.steps_per_second)) : undefined,
      torchLoss: torch[0]?.loss,
      loss: of('native')[0].result,
      sameBits: of('native').every((w) => w.same_bits),
    };
  });
  const gflops = rounds.flatMap((round) => round.torch?.matmul_gflops ?? []);
  return { rows, missing, torchGflops: gflops.length ? median(gflops) : undefined };
}
