/** The results as Markdown: docs/benchmarks.md is what this returns. */

import { nameOf } from './blas.js';
import { PRODUCTS } from './suite.js';

/** @typedef {import('./suite.js').Spread} Spread */

const digits = (/** @type {number} */ n) =>
  n >= 100 ? Math.round(n).toLocaleString('en-US') : n.toPrecision(3);
const ratio = (/** @type {Spread} */ s) =>
  `${digits(s.median)} (${digits(s.low)} to ${digits(s.high)})`;

/** @param {string[]} head @param {(string | number)[][]} rows */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** @param {string} place @param {Awaited<ReturnType<typeof import('./suite.js').suite>>} result */
function wasm(place, result) {
  const parts = [`## WebAssembly in ${place}\n`];
  for (const { name, unit, rows } of result.tables) {
    parts.push(
      `### ${name}\n`,
      table(
        ['', unit, "engine's rate over it (quartiles)", "floor's rate over it", 'remark'],
        rows.map((row) => [
          row.name,
          digits(row.rate.median),
          row.of ? ratio(row.of) : '',
          row.floorOf ? digits(row.floorOf.median) : '',
          row.note ?? (row.loss === undefined ? '' : `loss ${row.loss.toPrecision(7)}`),
        ]),
      ),
      '',
    );
  }
  parts.push(
    '### Matrix product, packing included\n',
    table(
      ['m x k x n', 'case', 'GFLOP/s', 'of the measured peak (quartiles)', 'of NN'],
      result.gemm.map((row) => [
        row.shape,
        row.transposes,
        row.gflops.toFixed(1),
        ratio(row.ofPeak),
        row.ofPlain.toFixed(2),
      ]),
    ),
    '',
    'Its inner loop alone, on packed operands in the first level cache. Of the 26 operations of',
    'a step of a tile of 4 x 8 sixteen are products and sums; longer steps V8 begins with all their loads,',
    'for which registers are too few.\n',
    table(
      ['rows x columns of a tile', 'of the measured peak'],
      result.tiles.map((row) => [row.name, row.ofPeak.toFixed(2)]),
    ),
    '',
    '### The tape\n',
    'What a call of a kernel takes longer when the tape makes it than in a plain list of the same',
    'calls on the same arrays; of W1 with the calls of the update.\n',
    table(
      ['', 'calls a step', 'ns a call beyond the kernel (quartiles)'],
      [
        ...result.tapes.map((row) => [row.name, row.calls, ratio(row.nanoseconds)]),
        ...result.graph.map((row) => [
          `chain of ${row.nodes} nodes of one element`,
          2 * row.nodes,
          ratio(row.perCall),
        ]),
      ],
    ),
    '',
    '### How cost grows\n',
  );
  for (const { name, rows } of result.growth) {
    parts.push(
      table(
        [`${name} doubled`, 'us a step', "of the floor's rate"],
        rows.map(({ size, microseconds, ofFloor }) => [
          name === 'depth' ? size.layers : size[/** @type {'width'} */ (name)],
          digits(microseconds),
          ofFloor.toFixed(2),
        ]),
      ),
      '',
    );
  }
  parts.push(
    table(
      ['nodes of one element', 'us forward and backward', 'their kernels alone'],
      result.graph.map((row) => [
        row.nodes,
        digits(row.microseconds),
        digits(row.floorMicroseconds),
      ]),
    ),
    '',
    'From bytes to the first step of W1 at batch 10 (compile, instantiate, record, train):',
    `${digits(result.first.median)} ms.\n`,
  );
  if (result.missing.length > 0) parts.push(`Missing: ${result.missing.join('; ')}.\n`);
  return parts.join('\n');
}

/** @typedef {Awaited<ReturnType<typeof import('./native.js').native>>} Native */

/** @param {Native['peers']['torch']} blas @returns {string} what stands beside a ratio to its peer */
const computedBy = (blas) =>
  `${digits(blas.gflops ?? Number.NaN)} GFLOP/s, ${blas.kernel ?? 'no kernel named'}`;

/**
 * @param {Native} result
 * @param {Awaited<ReturnType<typeof import('./suite.js').suite>> | undefined} inBrowser
 */
function native({ rows, missing, plainGflops, peers }, inBrowser) {
  const browserRate = (/** @type {number} */ i) =>
    inBrowser?.tables[i]?.rows[0].rate.median ?? Number.NaN;
  const toTorch = (/** @type {number | undefined} */ value) =>
    !value
      ? ''
      : peers.torch.noComparison
        ? 'no comparison'
        : `${digits(value)} (${computedBy(peers.torch)})`;
  return [
    '## Native, one thread\n',
    table(
      [
        '',
        'steps/s',
        "of the floor's rate",
        'opt-in build, steps/s',
        'PyTorch',
        'NumPy',
        'opt-in over PyTorch',
        'Chromium over PyTorch',
      ],
      rows.map((/** @type {any} */ row, /** @type {number} */ i) => [
        row.name,
        digits(row.native),
        row.nativeOfFloor?.toFixed(2) ?? '',
        digits(row.fma),
        row.torch ? digits(row.torch) : '',
        row.numpy ? digits(row.numpy) : '',
        toTorch(row.fmaOverTorch),
        toTorch(row.torch && browserRate(i) / row.torch),
      ]),
    ),
    '',
    'PyTorch, NumPy and the native builds took turns. Each peer had the fastest BLAS that is installed',
    'here, with the fastest of its kernels, by its product of 256 x 512 x 512; three plain loops, compiled',
    `for this machine, reach ${digits(plainGflops)} GFLOP/s, and a peer below half of that is no comparison.\n`,
    table(
      ['peer', 'BLAS', 'GFLOP/s', ''],
      Object.entries(peers)
        .filter(([, blas]) => blas.gflops)
        .map(([name, blas]) => [
          name === 'torch' ? 'PyTorch' : 'NumPy',
          nameOf(/** @type {import('./blas.js').Blas} */ (blas)),
          digits(blas.gflops ?? Number.NaN),
          blas.noComparison ? 'no comparison' : '',
        ]),
    ),
    '',
    ...(missing.length > 0 ? [`Missing or other: ${missing.join('; ')}.\n`] : []),
  ].join('\n');
}

/** @param {number} ask @param {number | string | undefined} here @param {boolean} [most] */
function outcome(ask, here, most) {
  if (typeof here === 'string') return here;
  if (here === undefined || Number.isNaN(here)) return 'not measured';
  if (here < 0) return 'lost in noise'; // a difference of two times that were not the same machine's
  return (most ? here <= ask : here >= ask) ? 'reached' : 'missed';
}

/**
 * Every target with what this run reached; one without a figure was not measured.
 * @param {any} results
 */
function targets({ chromium, native: own, page, startUp }) {
  const row = (/** @type {number} */ t, /** @type {string} */ name) =>
    chromium?.tables[t].rows.find((/** @type {any} */ r) => r.name === name);
  const of = (/** @type {number} */ t, /** @type {string} */ name) => row(t, name)?.of.median;
  const least = (/** @type {number[] | undefined} */ values) =>
    values?.length ? Math.min(...values) : undefined;
  const large = chromium?.gemm.filter((/** @type {any} */ r) => r.shape !== '10 x 16 x 16');
  const gemm = (/** @type {string} */ shape) =>
    least(
      large
        ?.filter((/** @type {any} */ r) => r.shape === shape && r.transposes === 'NN')
        .map((/** @type {any} */ r) => r.ofPeak.median),
    );
  const network = (/** @type {string} */ name) =>
    own?.rows.find((/** @type {any} */ r) => r.name === name);
  const w2 = network('w2');
  const torch = own?.peers.torch;
  const pyTorch = torch?.gflops ? `PyTorch, native, ${computedBy(torch)}` : 'PyTorch, native';
  /** A ratio to PyTorch, where it is one. @param {number | undefined} value */
  const toTorch = (value) => (torch?.noComparison ? 'no comparison' : value);
  const floorOfScript = row(0, 'JavaScript')?.floorOf.median;
  /** @type {[string, string, number, number | string | undefined, boolean?][]} the last: at most */
  const asked = [
    ['W1 batch 10', 'floor', 0.8, of(0, 'floor')],
    ['W1 batch 10', 'TensorFlow.js wasm', 150, of(0, 'TensorFlow.js wasm')],
    ['W1 batch 10', 'hand-written JavaScript', 8, of(0, 'JavaScript')],
    ['floor of W1 batch 10', 'hand-written JavaScript', 10, floorOfScript],
    ['W1 batch 256', 'TensorFlow.js wasm', 15, of(1, 'TensorFlow.js wasm')],
    ['W1 batch 256', 'floor', 0.85, of(1, 'floor')],
    ['W2', 'TensorFlow.js wasm', 10, of(2, 'TensorFlow.js wasm')],
    ['W2', 'jax-js', 3, of(2, 'jax-js wasm')],
    ['W2', 'floor', 0.9, of(2, 'floor')],
    [
      'W2',
      pyTorch,
      0.95,
      toTorch(w2?.torch && row(2, 'engine') && row(2, 'engine').rate.median / w2.torch),
    ],
    ...['128 x 128 x 128', '64 x 784 x 128', '256 x 512 x 512'].map(
      (shape) =>
        /** @type {[string, string, number, number | undefined]} */ ([
          `GEMM ${shape}`,
          'measured peak',
          0.85,
          gemm(shape),
        ]),
    ),
    [
      'GEMM transposed, the worst of the large',
      'the plain case',
      0.9,
      least(large?.map((/** @type {any} */ r) => r.ofPlain)),
    ],
    ['decision map', 'TensorFlow.js wasm', 7, of(3, 'TensorFlow.js wasm')],
    ['opt-in native, W1 batch 10', pyTorch, 100, toTorch(network('w1_batch10')?.fmaOverTorch)],
    ['opt-in native, W1 batch 256', pyTorch, 10, toTorch(network('w1_batch256')?.fmaOverTorch)],
    ['opt-in native, W2', pyTorch, 2, toTorch(w2?.fmaOverTorch)],
    [
      'live page',
      `TF Playground's ${page?.playground} updates/s`,
      200,
      page && page.networks[1].updates / page.playground,
    ],
    [
      'tape, W1 batch 10',
      'ns a call beyond its kernels',
      10,
      chromium?.tapes[0].nanoseconds.median,
      true,
    ],
    [
      'tape, the longest chain',
      'ns a call beyond its kernels',
      10,
      chromium?.graph.at(-1).perCall.median,
      true,
    ],
    ['load and first step in Node', 'ms beyond a bare start', 30, startUp?.median, true],
    ...(page?.networks ?? []).flatMap((/** @type {any} */ { network, ...of }) => [
      [`first step shown, ${network}`, 'ms after opening', 500, of.firstStep, true],
      [`longest task, ${network}`, 'ms, opening', 50, of.opening.longest, true],
      [`longest task, ${network}`, 'ms, training', 50, of.training.longest, true],
    ]),
  ];
  const bound = of(2, 'jax-js wasm') / of(2, PRODUCTS);
  return [
    '## Asked and reached\n',
    'In Chromium but where it says otherwise; ratios are medians of this run.\n',
    ...(bound > 0
      ? [
          `Of W2 the products alone, at the measured peak, would be ${digits(bound)} times as fast as all of jax-js:`,
          'more than that no engine with these instructions can reach.\n',
        ]
      : []),
    table(
      ['what', 'against', 'asked', 'here', ''],
      asked.map(([what, against, ask, here, most]) => [
        what,
        against,
        `${ask} ${most ? 'at most' : 'times'}`,
        typeof here === 'number' && !Number.isNaN(here) ? digits(here) : '',
        outcome(ask, here, most),
      ]),
    ),
    '',
  ].join('\n');
}

/** @param {any} startUp */
const started = (startUp) =>
  `Load and first step in Node, process and bindings included: ${digits(startUp.loaded)} ms, of which
${digits(startUp.bare)} ms are a process that does nothing; the difference is ${digits(startUp.median)} ms
(${digits(startUp.low)} to ${digits(startUp.high)}).\n`;

/** @param {any} page @param {any} chromium */
function ofPage(page, chromium) {
  const floor = chromium?.tables[0].rows.find((/** @type {any} */ r) => r.name === 'floor');
  return [
    '## The page\n',
    'Opened five times in a tab at rest, medians and in brackets the range or the longest; then trained',
    'at full speed.\n',
    floor
      ? `Of W1 the floor alone, without a graph and with nothing to draw, makes ${digits(floor.rate.median)} updates a
second in this browser, ${digits(floor.rate.median / page.playground)} times TensorFlow Playground's ${page.playground}.\n`
      : '',
    table(
      [
        '',
        'first step shown, ms',
        'tasks over 50 ms, opening',
        'updates/s',
        'frames/s',
        'tasks over 50 ms, training',
        'recovery, ms',
      ],
      page.networks.map((/** @type {any} */ row) => [
        row.network,
        `${Math.round(row.firstStep)} (${row.firstSteps.map(Math.round).join(' to ')})`,
        `${row.opening.count} (${Math.round(row.opening.longest)} ms)`,
        digits(row.updates),
        row.frames.toFixed(1),
        `${row.training.count} (${Math.round(row.training.longest)} ms)`,
        Math.round(row.recovery),
      ]),
    ),
    '',
  ].join('\n');
}

/** @param {any} results @returns {string} */
export function report(results) {
  const { machine, node, chromium, native: own, page, startUp } = results;
  return [
    '# Benchmarks\n',
    'Written by `npm run bench`. Everything in a table took turns in one run, another one first in',
    'each round; a ratio is formed within its round. The floor is the same network as plain loops on',
    'the same kernels, without autograd, with the same bits. W1 is an MLP 2-16-16-1, tanh, mean squared',
    'error, SGD; W2 is 784-128-10, relu, softmax cross-entropy, Adam; W3 is a Transformer of two blocks,',
    'width 64, four heads, on 8 rows of 32 tokens of 256, Adam. A step is forward, backward and',
    'update. The peak is the fastest of the loops of products and sums in the same module: chains in',
    'registers, and tiles of a matrix product on operands in the first level cache.\n',
    `${machine.processor}, ${machine.cores} cores, load ${machine.load.toFixed(1)} before the run; Node`,
    `${machine.node}, ${machine.emcc}, ${machine.cc}.\n`,
    targets(results),
    ...(chromium || node
      ? [
          '## How cost grows\n',
          ...['width', 'depth', 'batch', 'graph'].map(
            (name) => `![Cost over ${name}, each doubled five times](benchmarks-${name}.svg)`,
          ),
          '',
        ]
      : []),
    ...(chromium ? [wasm(`Chromium ${chromium.version}`, chromium)] : []),
    ...(node ? [wasm('Node', node)] : []),
    ...(startUp ? [started(startUp)] : []),
    ...(own ? [native(own, chromium)] : []),
    ...(page ? [ofPage(page, chromium)] : []),
  ].join('\n');
}
