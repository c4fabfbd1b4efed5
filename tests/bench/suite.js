/**
 * The measurements, in Node and in a browser alike. All subjects of a workload take turns, round
 * after round, another one first in each; a ratio is formed within its round, so that a machine
 * that slows down for a while slows both sides of it. The clock is monotonic and counts
 * microseconds in Node, five of them in the isolated page that the browser gets; a sample is
 * thousands of them long.
 */
import { NETWORKS, startOf } from './networks.js';
import { spread } from './spread.js';

/**
 * @typedef {import('./networks.js').Trainer} Trainer
 * @typedef {import('./networks.js').Network} Network
 * @typedef {import('./spread.js').Spread} Spread
 * @typedef {{ name: string, rate: Spread, of?: Spread, floorOf?: Spread, note?: string, loss?: number }} Row
 *   `rate` per second; `of`: the first subject's rate over this one's; `floorOf`: the floor's
 * @typedef {{ name: string, unit: string, rows: Row[] }} Table
 *
 * @typedef {object} Environment
 * @property {BufferSource} module bytes of bench_module.wasm
 * @property {string} assets where TensorFlow.js finds its wasm files
 * @property {(name: string) => Promise<any>} load a module of peers/
 * @property {boolean} quick fewer rounds
 */

const STEPS_TO_COMPARE = 10;

/** The forms of bench_tile_run. */
const TILES = ['4 x 8', '5 x 8', '3 x 12', '3 x 12, a branch in each step'];

/** No network can be trained faster than its products alone are computed at the measured peak. */
export const PRODUCTS = 'its products alone, at the peak';

/**
 * Operations of a step's products: forward, and backward to the weights and, but for the first
 * layer, to what came in.
 * @param {Network} network
 */
const flopOf = ({ batch, widths }) =>
  widths.slice(1).reduce((sum, out, l) => sum + 2 * batch * widths[l] * out * (l === 0 ? 2 : 3), 0);
const now = () => performance.now() / 1000;

/** @param {(times: number) => unknown} run @param {number} times @returns {number} seconds */
function seconds(run, times) {
  const start = now();
  run(times);
  return now() - start;
}

/**
 * @param {{ name: string, run: (times: number) => unknown }[]} subjects
 * @param {number} rounds
 * @returns {number[][]} of each subject its rate in each round
 */
function takeTurns(subjects, rounds) {
  const sample = 0.01;
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
    for (let k = 0; k < subjects.length; k++) {
      const i = (r + k) % subjects.length;
      rates[i].push(times[i] / seconds(subjects[i].run, times[i]));
    }
  }
  return rates;
}

/**
 * @param {{ name: string, run: (times: number) => unknown }[]} subjects
 * @param {number} rounds
 * @returns {Row[]}
 */
export function compare(subjects, rounds) {
  const rates = takeTurns(subjects, rounds);
  const over = (/** @type {number} */ one, /** @type {number} */ other) =>
    spread(rates[one].map((rate, r) => rate / rates[other][r]));
  const floor = subjects.findIndex(({ name }) => name === 'floor');
  return subjects.map(({ name }, i) => ({
    name,
    rate: spread(rates[i]),
    of: over(0, i),
    floorOf: floor < 0 ? undefined : over(floor, i),
  }));
}

/** @template {{ name: string, flop: number, run: (times: number) => unknown }} Loop @param {Loop[]} loops */
function fastest(loops) {
  const speeds = takeTurns(loops, 11).map((rates, i) => spread(rates).median * loops[i].flop);
  return loops[speeds.indexOf(Math.max(...speeds))];
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
  const rounds = quick ? 5 : 31;
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

  // The fastest loop of products and sums is the peak: which it is differs from core to core, and
  // with where the code comes to lie.
  const tileLoops = TILES.map((name, form) => ({
    name,
    flop: c.bench_tile_work(form),
    run: (/** @type {number} */ times) => c.bench_tile_run(form, times),
  }));
  const loops = [0, 1].map((most) => ({
    name: `chains, ${most}`,
    flop: c.bench_chains_flop(most),
    run: (/** @type {number} */ times) => c.bench_chains(most, times, 0.5),
  }));
  const peak = fastest([...loops, ...tileLoops]);

  /** @param {(who: number) => number} create @param {string} run @param {number} [count] of sides */
  const sides = (create, run, count = 2) =>
    ['engine', 'floor', 'kernels alone'].slice(0, count).flatMap((name, who) => {
      const handle = create(who);
      if (!handle) return [];
      return [{ name, handle, run: (/** @type {number} */ times) => c[run](handle, who, times) }];
    });

  /** @param {(at: number) => number} write @returns {Float32Array} */
  const realsOf = (write) => {
    const count = write(0);
    const at = c.malloc(4 * count);
    write(at);
    const reals = new Float32Array(c.memory.buffer, at, count).slice();
    c.free(at);
    return reals;
  };

  /** @param {Network} network @param {number} index @returns {Promise<Table>} */
  async function train(network, index) {
    /** @type {Trainer[]} */
    const trainers = sides((who) => c.bench_create(index, who), 'bench_run');
    const start = startOf(
      network,
      realsOf((at) => c.bench_start_of(index, at)),
    );
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
    const atPeak = (/** @type {number} */ times) => peak.run((times * flopOf(network)) / peak.flop);
    const rows = compare([...trainers, { name: PRODUCTS, run: atPeak }], rounds);
    rows.slice(0, trainers.length).forEach((row, i) => {
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
  const painters = sides((who) => c.bench_map_create(who), 'bench_map_draw');
  const drawn = painters[0].run(1);
  if (peers.tensorflow) {
    const reals = realsOf((at) => c.bench_map_start_of(at));
    const painter = await peers.tensorflow.createMap(NETWORKS[0].widths, reals, 100);
    const apart = Math.abs(painter.run(1) / drawn - 1);
    if (!(apart < 1e-4))
      missing.push(`TensorFlow.js draws another map: ${painter.run(1)}, ${drawn}`);
    else painters.push(painter);
  }
  tables.push({
    name: 'decision map 100 x 100, coloured',
    unit: 'maps/s',
    rows: compare(painters, rounds),
  });

  /**
   * What a call of a kernel takes longer when the tape makes it.
   * @param {{ run: (times: number) => unknown }[]} pair the tape, the calls alone
   * @param {number} calls
   */
  const beyond = (pair, calls) => {
    const [tape, alone] = takeTurns(
      pair.map(({ run }, i) => ({ name: String(i), run })),
      rounds,
    );
    return spread(tape.map((rate, r) => (1e9 * (1 / rate - 1 / alone[r])) / calls));
  };
  const tapes = NETWORKS.slice(0, 2).map((network, index) => {
    const [engine, , alone] = sides((who) => c.bench_create(index, who), 'bench_run', 3);
    const calls = c.bench_calls(alone.handle);
    return { name: network.title, calls, nanoseconds: beyond([engine, alone], calls) };
  });

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
        peak,
        ...['NN', 'NT', 'TN', 'TT'].map((name, transposes) => ({
          name,
          run: (/** @type {number} */ times) => c.bench_gemm(transposes, m, n, k, times),
        })),
      ],
      quick ? 5 : 31,
    );
    const plain = rows[1];
    return rows.slice(1).map((row) => {
      const work = (2 * m * k * n) / peak.flop; // of one product, in rounds of the peak's loop
      const of = /** @type {Spread} */ (row.of); // of the peak's rate over this one's
      return {
        shape: `${m} x ${k} x ${n}`,
        transposes: row.name,
        gflops: (row.rate.median * 2 * m * k * n) / 1e9,
        ofPeak: { median: work / of.median, low: work / of.high, high: work / of.low },
        ofPlain: row.rate.median / plain.rate.median,
      };
    });
  });

  const tiles = compare([peak, ...tileLoops], quick ? 5 : 31)
    .slice(1)
    .map(({ name, of }, form) => ({
      name,
      ofPeak: tileLoops[form].flop / peak.flop / /** @type {Spread} */ (of).median,
    }));

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
        floorMicroseconds: 1e6 / floor.rate.median,
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
    const chain = c.bench_chain(nodes);
    const pair = [0, 1].map((alone) => ({
      name: alone ? 'kernels alone' : 'tape',
      run: (/** @type {number} */ times) => c.bench_chain_times(chain, alone, times),
    }));
    const [tape, alone] = takeTurns(pair, quick ? 5 : 11);
    return {
      nodes,
      microseconds: 1e6 / spread(tape).median,
      floorMicroseconds: 1e6 / spread(alone).median,
      perCall: spread(tape.map((rate, r) => (1e9 * (1 / rate - 1 / alone[r])) / (2 * nodes))),
    };
  });
  return { tables, tapes, gemm, tiles, growth: grown, graph, first: spread(first), missing };
}
