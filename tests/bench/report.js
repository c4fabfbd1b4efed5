/** The results as Markdown: docs/benchmarks.md is what this returns. */

/** @typedef {import('./suite.js').Spread} Spread */

const digits = (/** @type {number} */ n) =>
  n >= 100 ? Math.round(n).toLocaleString('en-US') : n.toPrecision(3);
const ratio = (/** @type {Spread} */ s) =>
  `${digits(s.median)} (${digits(s.low)} to ${digits(s.high)})`;

/** @param {string[]} head @param {(string | number)[][]} rows */
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** A bar of the logarithm, so that doubled sizes with doubled times are steps of one length. */
const bar = (/** @type {number} */ value, /** @type {number} */ least) =>
  '#'.repeat(1 + Math.round(4 * Math.log2(value / least)));

/** @param {string} place @param {Awaited<ReturnType<typeof import('./suite.js').suite>>} result */
function wasm(place, result) {
  const parts = [`## WebAssembly in ${place}\n`];
  for (const { name, unit, rows } of result.tables) {
    parts.push(
      `### ${name}\n`,
      table(
        ['', unit, "engine's rate over it (quartiles)", 'remark'],
        rows.map((row) => [
          row.name,
          digits(row.rate.median),
          row.of ? ratio(row.of) : '',
          row.note ?? (row.loss === undefined ? '' : `loss ${row.loss.toPrecision(7)}`),
        ]),
      ),
      '',
    );
  }
  parts.push(
    '### Matrix product, packing included\n',
    table(
      ['m x k x n, case', 'GFLOP/s', 'of the measured peak of multiply and add'],
      result.gemm.map((row) => [row.name, row.gflops.toFixed(1), row.ofPeak.toFixed(2)]),
    ),
    '',
    '### How cost grows\n',
  );
  for (const { name, rows } of result.growth) {
    const least = Math.min(...rows.map((row) => row.microseconds));
    parts.push(
      table(
        [`${name} doubled`, 'us a step', "of the floor's rate", ''],
        rows.map(({ size, microseconds, ofFloor }) => [
          name === 'depth' ? size.layers : size[/** @type {'width'} */ (name)],
          digits(microseconds),
          ofFloor.toFixed(2),
          bar(microseconds, least),
        ]),
      ),
      '',
    );
  }
  parts.push(
    table(
      ['nodes of one element', 'ns a node, forward and backward'],
      result.graph.map((row) => [row.nodes, row.nanosecondsPerNode.toFixed(1)]),
    ),
    '',
  );
  parts.push(
    'From bytes to the first step of W1 at batch 10 (compile, instantiate, record, train):',
    `${digits(result.first.median)} ms.\n`,
  );
  if (result.missing.length > 0) parts.push(`Missing: ${result.missing.join('; ')}.\n`);
  return parts.join('\n');
}

/**
 * @param {Awaited<ReturnType<typeof import('./native.js').native>>} result
 * @param {Awaited<ReturnType<typeof import('./suite.js').suite>> | undefined} inBrowser
 */
function native({ rows, missing, torchGflops }, inBrowser) {
  const browserRate = (/** @type {number} */ i) =>
    inBrowser?.tables[i]?.rows[0].rate.median ?? Number.NaN;
  return [
    '## Native, one thread\n',
    table(
      [
        '',
        'steps/s',
        "of the floor's rate",
        'opt-in build, steps/s',
        'PyTorch',
        'opt-in over PyTorch',
        'Chromium over PyTorch',
      ],
      rows.map((/** @type {any} */ row, /** @type {number} */ i) => [
        row.name,
        digits(row.native),
        row.nativeOfFloor.toFixed(2),
        digits(row.fma),
        row.torch ? digits(row.torch) : '',
        row.torch ? digits(row.fma / row.torch) : '',
        row.torch && inBrowser ? digits(browserRate(i) / row.torch) : '',
      ]),
    ),
    '',
    ...(torchGflops
      ? [
          `PyTorch and native builds took turns; its product of 256 x 512 x 512 runs at ${digits(torchGflops)}`,
          'GFLOP/s here, which tells its BLAS: OpenBLAS and the reference BLAS are 20 times apart.\n',
        ]
      : []),
    ...(missing ? [`Missing: ${missing}.\n`] : []),
  ].join('\n');
}

/** @param {any} results @returns {string} */
export function report({ machine, node, chromium, native: own }) {
  return [
    '# Benchmarks\n',
    'Written by `npm run bench`. Everything in a table took turns in one run; a ratio is formed within',
    'its round. The floor is the same network as plain loops on the same kernels, without autograd,',
    'with the same bits. W1 is an MLP 2-16-16-1, tanh, mean squared error, SGD; W2 is 784-128-10, relu,',
    'softmax cross-entropy, Adam. A step is forward, backward and update.\n',
    `${machine.processor}, ${machine.cores} cores, load ${machine.load.toFixed(1)} before the run; Node`,
    `${machine.node}, ${machine.emcc}, ${machine.cc}.\n`,
    ...(chromium ? [wasm(`Chromium ${chromium.version}`, chromium)] : []),
    ...(node ? [wasm('Node', node)] : []),
    ...(own ? [native(own, chromium)] : []),
  ].join('\n');
}
