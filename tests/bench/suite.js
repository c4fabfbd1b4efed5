/**
 * The measurements, in Node and in a browser alike. All subjects of a workload take turns, round
 * after round, each for a short sample; a ratio is formed within its round, so that a machine that
 * slows down for a while slows both sides of it.
 */
import { NETWORKS, startOf } from './networks.js';

/**
 * @typedef {import('./networks.js').Trainer} Trainer
 * @typedef {import('./networks.js').Network} Network
 * @typedef {{ median: number, low: number, high: number }} Spread low and high are quartiles
 * @typedef {{ name: string, rate: Spread, of?: Spread, note?: string, loss?: number }} Row `rate`
 *   per second; `of`: the first subject's rate over this one's
 * @typedef {{ name: string, unit: string, rows: Row[] }} Table
 *
 * @typedef {object} Environment
 * @property {BufferSource} module bytes of bench_module.wasm
 * @property {string} assets where TensorFlow.js finds its wasm files
 * @property {(name: string) => Promise<any>} load a module of peers/
 * @property {boolean} quick fewer rounds
 */

const STEPS_TO_COMPARE = 10;
const now = () => performance.now() / 1000;

/** @param {number[]} samples @returns {Spread} */
function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.round(part * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** @param {(times: number) => unknown} run @param {number} times @returns {number} seconds */
function seconds(run, times) {
  const start = now();
  run(times);
  return now() - start;
}

/**
 * @param {{ name: string, run: (times: number) => unknown }[]} subjects
 * @param {number} rounds
 * @returns {Row[]}
 */
export function compare(subjects, rounds) {
  const sample = 0.004;
  const times = subjects.map(({ run }) => {
    run(1);
    let count = 1;
    // Twice over: one interruption is no measure. The doubling is the warm-up, too.
    while (seconds(run, count) < sample || seconds(run, count) < sample) count *= 2;
    return count;
  });
  /** @type {number[][]} */
  const rates = subjects.map(() => []);
  for (let r = 0; r < rounds; r++) {
    for (const [i, { run }] of subjects.entries()) rates[i].push(times[i] / seconds(run, times[i]));
  }
  return subjects.map(({ name }, i) => ({
    name,
    rate: spread(rates[i]),
    of: spread(rates[0].map((rate, r) => rate / rates[i][r])),
  }));
}

/** @param {BufferSource} module @returns {Promise<Record<string, any>>} what it exports */
async function instantiate(module) {
  const nothing = new Proxy({}, { get: () => () => 0 });
  const imports = new Proxy({}, { get: () => nothing, has: () => true });
  const { instance } = await WebAssembly.instantiate(module, imports);
  const exported = /** @type {Record<string, any>} */ (instance.exports);
  exported._initialize?.();
  return exported;
}

/** @param {Environment} environment */
export async function suite({ module, assets, load, quick }) {
  const first = [];
  for (let r = 0; r < 9; r++) {
    const begin = now();
    const fresh = await instantiate(module);
    fresh.bench_run(fresh.bench_create(0, 0), 0, 1);
    first.push(1000 * (now() - begin));
  }
  const c = await instantiate(module);
  const rounds = quick ? 11 : 41;
  /** @type {string[]} */
  const missing = [];
  /** @type {Record<string, any>} */
  const peers = {};
  for (const name of ['javascript', 'tensorflow', 'jax', 'brain', 'convnet']) {
    try {
      peers[name] = await load(name);
      await peers[name].prepare?.(assets);
    } catch (error) {
      missing.push(`${name}: ${/** @type {Error} */ (error).message.split('\n')[0]}`);
      delete peers[name];
    }
  }

  /** @param {(floor: number) => number} create @param {string} run */
  const sides = (create, run) =>
    [0, 1].map((floor) => {
      const handle = create(floor);
      return {
        name: floor ? 'floor' : 'engine',
        run: (/** @type {number} */ times) => c[run](handle, floor, times),
      };
    });

  /** @param {Network} network @param {number} index @returns {Promise<Table>} */
  async function train(network, index) {
    /** @type {Trainer[]} */
    const trainers = sides((floor) => c.bench_create(index, floor), 'bench_run');
    const count = c.bench_start(index, 0);
    const at = c.malloc(4 * count);
    c.bench_start(index, at);
    const start = startOf(network, new Float32Array(c.memory.buffer, at, count).slice());
    c.free(at);
    for (const peer of Object.values(peers)) {
      for (const create of [peer.create, peer.createCpu]) {
        if (!create) continue;
        try {
          const trainer = await create(network, start);
          if (trainer) trainers.push(trainer);
        } catch (error) {
          missing.push(`${network.name}: ${/** @type {Error} */ (error).message.split('\n')[0]}`);
        }
      }
    }
    const losses = trainers.map(({ run }) => run(STEPS_TO_COMPARE));
    const rows = compare(trainers, rounds);
    rows.forEach((row, i) => {
      row.loss = losses[i];
      const apart = Math.abs(losses[i] / losses[0] - 1);
      if (trainers[i].differs) row.note = trainers[i].differs;
      else if (!(apart < 1e-3)) row.note = `another loss: ${losses[i]}`;
    });
    return { name: network.title, unit: 'steps/s', rows };
  }

  /** @type {Table[]} */
  const tables = [];
  for (const [i, network] of NETWORKS.entries()) tables.push(await train(network, i));
  tables.push({
    name: 'decision map 100 x 100, coloured',
    unit: 'maps/s',
    rows: compare(
      sides((floor) => c.bench_map_create(floor), 'bench_map_draw'),
      rounds,
    ),
  });

  const flop = c.bench_peak_flop();
  const shapes = [
    [128, 128, 128],
    [64, 784, 128],
    [256, 512, 512],
    [10, 16, 16],
  ];
  const gemm = shapes.flatMap(([m, k, n]) => {
    c.bench_gemm_prepare(m, n, k);
    const rows = compare(
      [
        {
          name: 'peak',
          run: (times) => c.bench_peak(1000 * times, 0.5, 0.25),
        },
        ...['NN', 'NT', 'TN', 'TT'].map((name, transposes) => ({
          name,
          run: (/** @type {number} */ times) => c.bench_gemm(transposes, m, n, k, times),
        })),
      ],
      quick ? 7 : 15,
    );
    const peak = (rows[0].rate.median * 1000 * flop) / 1e9;
    return rows.slice(1).map((row) => {
      const rate = (row.rate.median * 2 * m * k * n) / 1e9;
      return { name: `${m} x ${k} x ${n} ${row.name}`, gflops: rate, ofPeak: rate / peak };
    });
  });

  const doubled = [1, 2, 4, 8, 16, 32];
  /** @param {string} name @param {(factor: number) => [number, number, number]} sized */
  const growth = (name, sized) => ({
    name,
    rows: doubled.map((factor) => {
      const [width, layers, batch] = sized(factor);
      const [engine, floor] = compare(
        sides((f) => c.bench_create_sized(width, layers, batch, f), 'bench_run'),
        quick ? 5 : 11,
      );
      return {
        size: { width, layers, batch },
        microseconds: 1e6 / engine.rate.median,
        ofFloor: /** @type {Spread} */ (floor.of).median,
      };
    }),
  });
  const grown = [
    growth('width', (factor) => [8 * factor, 3, 32]),
    growth('depth', (factor) => [16, 1 + factor, 32]),
    growth('batch', (factor) => [16, 3, 8 * factor]),
  ];
  const graph = doubled.map((factor) => {
    const nodes = 32 * factor;
    const times = Math.ceil(20000 / nodes);
    const samples = Array.from({ length: quick ? 5 : 15 }, () =>
      seconds((count) => c.bench_chain_run(nodes, count), times),
    );
    return { nodes, nanosecondsPerNode: (spread(samples).median * 1e9) / times / nodes };
  });
  return { tables, gemm, growth: grown, graph, first: spread(first), missing };
}
