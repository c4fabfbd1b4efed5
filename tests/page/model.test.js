/** The pure models of the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, reduce } from '../../web/src/app/state.js';
import { paintGrid, shade } from '../../web/src/drawing/colour.js';
import { scalesOf } from '../../web/src/drawing/plot.js';
import { domainOf, linearTicks, logTicks, scale } from '../../web/src/drawing/scale.js';
import { stamp } from '../../web/src/drawing/stamp.js';
import { anchored, fit, zoom } from '../../web/src/drawing/viewport.js';
import { chooseLanguage, particles, pieces, translator } from '../../web/src/i18n/text.js';
import { writeCurves } from '../../web/src/panels/charts/csv.js';
import { parseCsv } from '../../web/src/panels/drawers/table.js';
import { normPart, normScale } from '../../web/src/panels/graph/norms.js';
import { brushOf } from '../../web/src/panels/map/brush.js';
import { overfitSince, trend } from '../../web/src/panels/voice/course.js';
import { narrate, steepest } from '../../web/src/panels/voice/narrate.js';
import { readRunFile, writeRunFile } from '../../web/src/session/files.js';
import { count, figures, shapeText, short, tally, tickText } from '../../web/src/shared/formats.js';
import { gridOf, MAX_COLUMNS, MAX_ROWS } from '../../web/src/shared/heat.js';
import { columns, nearest } from '../../web/src/shared/series.js';
import { findings } from '../../web/src/state/health.js';
import { ownPoints } from '../../web/src/state/own.js';
import { keptWithCurrent } from '../../web/src/state/slices.js';
import { patched } from '../../web/src/state/store.js';

/** @type {import('../../web/src/drawing/colour.js').Palette} */
const palette = {
  zero: [255, 255, 255],
  plus: [0, 0, 255],
  minus: [255, 128, 0],
  hatch: [255, 255, 255],
  bad: [255, 0, 0],
};

test('a small matrix keeps every number in its place', () => {
  const grid = gridOf([1, -2, 3, 4, 5, 6], [2, 3]);
  assert.deepEqual(
    { ...grid, cells: [...grid.cells] },
    { rows: 2, columns: 3, cells: [1, -2, 3, 4, 5, 6], sorted: false },
  );
});

test('a tall matrix sorts each column from high to low', () => {
  const rows = 32;
  // Column 0 is always 0, column 1 is 1 for a quarter of the rows.
  const data = Array.from({ length: rows * 2 }, (_, i) => (i % 2 === 1 && i < rows / 2 ? 1 : 0));
  const grid = gridOf(data, [rows, 2]);
  assert.equal(grid.rows, MAX_ROWS);
  assert.ok(grid.sorted);
  const column = (/** @type {number} */ c) => [...grid.cells].filter((_, i) => i % 2 === c);
  assert.deepEqual(column(0), Array(MAX_ROWS).fill(0));
  assert.deepEqual(column(1), [1, 1, 0, 0, 0, 0, 0, 0]);
});

test('a wide matrix and a long column are brought to few cells, and an empty tensor to one', () => {
  const wide = gridOf(new Float32Array(4 * 100).fill(2), [4, 100]);
  assert.equal(wide.columns, MAX_COLUMNS);
  assert.ok(wide.cells.every((cell) => cell === 2));
  const long = gridOf(
    Float32Array.from({ length: 128 }, (_, i) => i),
    [128, 1],
  );
  assert.deepEqual([long.rows, long.columns], [1, MAX_COLUMNS]);
  assert.ok(long.cells[0] > long.cells[MAX_COLUMNS - 1]);
  assert.deepEqual([...gridOf([], [0, 3]).cells], [0]);
  assert.deepEqual([...gridOf([7], []).cells], [7]);
});

test('colours: zero is neutral, signs differ, what is not a number warns', () => {
  assert.deepEqual(shade(palette, 0), palette.zero);
  assert.deepEqual(shade(palette, 1), palette.plus);
  assert.deepEqual(shade(palette, -5), palette.minus);
  assert.deepEqual(shade(palette, Number.NaN), palette.bad);
});

test('negative cells are hatched, so that the sign is readable without colour', () => {
  const pixels = paintGrid({ rows: 1, columns: 2, cells: [1, -1] }, 1, palette, 16, 8);
  const colours = (/** @type {number} */ from) => {
    const seen = new Set();
    for (let y = 0; y < 8; y++)
      for (let x = from; x < from + 8; x++)
        seen.add(pixels.slice((y * 16 + x) * 4, (y * 16 + x) * 4 + 3).join());
    return seen.size;
  };
  assert.equal(colours(0), 1);
  assert.equal(colours(8), 2);
});

test('a mark is laid over what is there, as far as it is opaque, and cut off at the border', () => {
  const picture = { width: 3, height: 1, data: new Uint8ClampedArray(12) };
  picture.data.set([0, 0, 255, 255], 4);
  const half = { width: 2, height: 1, data: new Uint8ClampedArray([255, 0, 0, 128, 9, 9, 9, 0]) };
  stamp(picture, half, 1, 0);
  assert.deepEqual([...picture.data.slice(4, 8)], [128, 0, 127, 255]);
  stamp(picture, half, 0, 0);
  assert.deepEqual([...picture.data.slice(0, 4)], [255, 0, 0, 128]);
  const before = [...picture.data];
  stamp(picture, half, -2, 0);
  stamp(picture, half, 0, 1);
  assert.deepEqual([...picture.data], before);
  stamp(picture, half, 2, 0);
  assert.deepEqual([...picture.data.slice(8)], [255, 0, 0, 128]);
});

test('curves: extremes of a pixel column survive, NaN is left out', () => {
  const curve = { steps: [0, 1, 2, 3, 4], values: [1, 9, 2, Number.NaN, 5] };
  assert.deepEqual(
    columns(curve, (step) => (step < 4 ? 0 : 1)),
    [
      { x: 0, low: 1, high: 9, last: 2 },
      { x: 1, low: 5, high: 5, last: 5 },
    ],
  );
  assert.equal(nearest(curve, 2.4), 2);
  assert.equal(nearest(curve, 99), 4);
  assert.equal(nearest({ steps: [], values: [] }, 3), -1);
});

/** @param {(step: number) => number} f @param {number} [count] @param {number} [every] */
const curve = (f, count = 100, every = 1) => {
  const steps = Array.from({ length: count }, (_, i) => i * every);
  return { steps, values: steps.map(f) };
};

/** The same numbers at each test, from -1 to 1. @param {number} i */
const noise = (i) => 2 * ((Math.abs(Math.sin(12.9898 * i) * 43758.5453) % 1) - 0.5);

test('the trend of a curve is told from its last quarter, as the chart shows it at any length', () => {
  assert.equal(trend(curve((i) => Math.exp(-i / 10))), 'falling');
  assert.equal(trend(curve((i) => 1 / (i + 400))), 'easing');
  assert.equal(trend(curve(() => 0.5)), 'flat');
  assert.equal(trend(curve((i) => i + 1)), 'rising');
  assert.equal(trend({ steps: [0, 1], values: [1, 0] }), 'first');
  // A loss like 1/n: it falls by a tenth in the last tenth of any run.
  for (const every of [1, 10, 1000])
    assert.equal(trend(curve((i) => 1 / (i + 1), 1000, every)), 'easing', `${every}`);
  assert.equal(trend(curve((i) => Math.exp(-i / 1e4), 1000, 100)), 'falling');
  assert.equal(trend(curve((i) => 0.2 + Math.exp(-i / 1e4), 1000, 100)), 'flat');
  // Batches shake it, and it goes nowhere; then it falls all the same.
  assert.equal(trend(curve((i) => Math.exp(0.5 * noise(i)), 500)), 'flat');
  assert.equal(trend(curve((i) => Math.exp(0.5 * noise(i) - i / 400), 500)), 'easing');
  // A loss of 0 and less.
  assert.equal(trend(curve(() => 0)), 'flat');
  assert.equal(trend(curve((i) => -0.25 + Math.exp(-i / 5))), 'flat');
  assert.equal(trend(curve((i) => -i)), 'falling');
});

test('overfitting is told when it is clear, with the step of the lowest test loss', () => {
  const loss = curve((i) => 1 / (i + 10), 1000);
  const rises = (/** @type {number} */ i) => 0.3 + Math.abs(i - 300) / 1000;
  const test = (/** @type {(i: number) => number} */ f) => curve(f, 100, 10);
  assert.equal(overfitSince(loss, test(rises)), 300);
  const shaken =
    overfitSince(
      loss,
      test((i) => rises(i) * Math.exp(0.1 * noise(i))),
    ) ?? 0;
  assert.ok(shaken >= 200 && shaken <= 400, `${shaken}`);
  // Not while it falls, stays, only shakes, has risen by little or for a moment, nor when training gains nothing.
  const none = [
    overfitSince(
      loss,
      test((i) => 1 / (i + 10)),
    ),
    overfitSince(
      loss,
      test(() => 0.3),
    ),
    overfitSince(
      loss,
      test((i) => Math.exp(0.5 * noise(i))),
    ),
    overfitSince(
      loss,
      test((i) => 0.3 + Math.abs(i - 300) / 50_000),
    ),
    overfitSince(
      loss,
      test((i) => (i > 970 ? 2 : 1 / (i + 10))),
    ),
    overfitSince(
      curve(() => 0.2, 1000),
      test(rises),
    ),
    overfitSince(loss, curve(rises, 10, 10)),
    overfitSince(loss, { steps: [], values: [] }),
    // After an edited weight it is another story.
    overfitSince(loss, test(rises), 950),
  ];
  assert.deepEqual(none, Array(none.length).fill(undefined));
});

test('the steepest parameter is held for a second while training, and is the true one at a pause', () => {
  const parameter = (/** @type {number} */ id, /** @type {string} */ name) => ({
    id,
    name,
    scope: '',
    kind: 'parameter',
  });
  const graph = {
    nodes: [parameter(1, 'a'), parameter(2, 'b'), { id: 3, name: 'loss', scope: '', kind: 'op' }],
  };
  const state = (
    /** @type {object} */ patch,
    /** @type {number} */ a,
    /** @type {number} */ b,
    /** @type {object | null} */ held = null,
  ) =>
    /** @type {any} */ ({
      run: {
        ...initialState.run,
        graph,
        frame: { nodes: new Map([a, b, 9].map((norm, i) => [i + 1, { norm }])) },
        ...patch,
      },
      voice: { steepest: held },
    });
  const running = { phase: 'running' };
  const first = steepest(state(running, 2, 1), 5000);
  assert.deepEqual(first, { path: 'a', since: 5000 });
  assert.equal(steepest(state(running, 1, 2, first), 5999), first);
  assert.deepEqual(steepest(state(running, 1, 2, first), 6000), { path: 'b', since: 6000 });
  assert.equal(steepest(state(running, 2, 1, first), 9000), first);
  assert.deepEqual(steepest(state({ phase: 'paused' }, 1, 2, first), 5001), {
    path: 'b',
    since: 5001,
  });
  assert.equal(steepest(state(running, Number.NaN, 0), 1), null);
});

test('axes: ticks are round, the pixel of a value leads back to it', () => {
  assert.deepEqual(linearTicks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(logTicks(0.005, 20, 4), [0.01, 0.1, 1, 10]);
  assert.deepEqual(logTicks(0.06, 0.9, 4), [0.1, 0.2, 0.5]);
  assert.deepEqual(logTicks(0.06, 2, 4), [0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(logTicks(2e-6, 3e-5, 4), [2e-6, 5e-6, 1e-5, 2e-5]);
  assert.deepEqual(logTicks(0.21, 0.43, 4), [0.25, 0.3, 0.35, 0.4]);
  assert.deepEqual(linearTicks(0, 3e-7, 3), [0, 1e-7, 2e-7, 3e-7]);
  // Whatever the range: two or more, not too many, all inside.
  for (let e = -30; e <= 30; e += 1.7) {
    for (const span of [2, 7, 30, 1e3, 1e9, 1e20]) {
      const [low, high] = [10 ** e, 10 ** e * span];
      const ticks = logTicks(low, high, 4);
      assert.ok(ticks.length >= 2 && ticks.length <= 14, `${low} ${high}: ${ticks}`);
      assert.ok(ticks[0] >= low * 0.999 && ticks[ticks.length - 1] <= high * 1.001);
    }
  }
  const s = scale([0.01, 10], [100, 0], { log: true });
  assert.equal(s.at(10), 0);
  assert.ok(Math.abs(s.invert(s.at(0.3)) - 0.3) < 1e-12);
  assert.deepEqual(domainOf([Number.NaN, -1], true), [0.01, 1]);
  const [low, high] = domainOf([1, Number.NaN, 3], false);
  assert.ok(low <= 1 && high > 3);
});

test('numbers as text', () => {
  assert.equal(short(-0.08564), '−0.086');
  assert.equal(short(12.3456), '12.35');
  assert.equal(short(0.00001234), '1.2e−5');
  assert.equal(short(Number.NaN), 'NaN');
  assert.deepEqual([90, 1, 1.5, -2e9, Infinity].map(tally), ['90', '1', '1.500', '−2.0e9', '∞']);
  assert.equal(shapeText([128, 16]), '(128,16)');
  assert.equal(tickText(1e-4), '10⁻⁴');
  assert.equal(tickText(0.2), '0.2');
  assert.equal(tickText(-2e-6), '−2·10⁻⁶');
  assert.equal(tickText(2000), '2,000');
});

test('gradient norms of very different sizes share one scale of four powers of ten', () => {
  const norms = normScale([0.3, Number.NaN, 1e-9]);
  assert.equal(norms.high, 1);
  assert.equal(normPart(norms, 1), 1);
  assert.ok(Math.abs(normPart(norms, 0.01) - 0.5) < 1e-12);
  assert.equal(normPart(norms, 1e-9), 0);
  assert.equal(normPart(norms, Number.NaN), 0);
});

test('zooming keeps the point under the pointer, anchoring the card', () => {
  const view = zoom({ x: 10, y: 20, k: 1 }, 2, [110, 120]);
  assert.deepEqual(view, { x: -90, y: -80, k: 2 });
  const moved = anchored(view, { x: 50, y: 0 }, { x: 20, y: 5 });
  assert.equal(50 * view.k + view.x, 20 * moved.k + moved.x);
  const fitted = fit({ width: 1300, height: 290 }, { width: 1340, height: 320 });
  assert.ok(fitted.x >= 0 && fitted.x + 1300 * fitted.k <= 1340);
});

test('the engine is loaded once: a new run without a frame is prepared', () => {
  const said = (/** @type {import('../../web/src/state/store.js').Patch} */ patch) =>
    narrate(patched(initialState, patch)).map(({ key }) => key);
  assert.deepEqual(said({}), ['say.loading']);
  assert.deepEqual(said({ run: { phase: 'running' } }), ['say.preparing']);
  assert.deepEqual(said({ run: { phase: 'paused' } }), ['say.preparing']);
  assert.deepEqual(said({ run: { phase: 'broken' } }), []);
});

test('what is said of a pause is a state, and of an edited weight not how it went before', () => {
  const falling = Array.from({ length: 21 }, (_, i) => i);
  const curve = (/** @type {number} */ last) => ({
    steps: falling.slice(0, last + 1),
    values: falling.slice(0, last + 1).map((i) => Math.exp(-i)),
  });
  const said = (
    /** @type {'paused' | 'running'} */ phase,
    /** @type {number} */ step,
    /** @type {import('../../web/src/state/store.js').Patch} */ patch = {},
  ) => {
    const progress = /** @type {import('../../web/src/shared/protocol.js').Progress} */ (
      /** @type {unknown} */ ({ step, loss: 0.25 })
    );
    const frame = { rate: 0, progress, curves: { loss: curve(step) } };
    const state = patched(initialState, { run: { phase, frame } });
    return narrate(patched(state, patch)).map(({ key }) => key);
  };
  const edit = (/** @type {number} */ step) => ({
    run: {
      recipe: {
        scenario: 'manual',
        config: {},
        points: null,
        changes: [{ step, key: 'weight:0:0', value: '1' }],
      },
    },
  });
  assert.deepEqual(said('running', 20), ['say.step', 'say.falling']);
  assert.deepEqual(said('paused', 20), ['say.step', 'say.paused', 'say.loss']);
  assert.deepEqual(said('paused', 20, edit(20)), ['say.edited', 'say.step', 'say.paused']);
  assert.deepEqual(said('paused', 20, edit(19)), ['say.step', 'say.paused', 'say.loss']);
  assert.deepEqual(said('paused', 20, edit(90)), ['say.step', 'say.paused', 'say.loss']);
  assert.deepEqual(said('paused', 0, edit(0)), ['say.edited', 'say.ready']);
  assert.deepEqual(said('running', 20, edit(18)), ['say.step', 'say.edited']);
  assert.deepEqual(said('running', 20, edit(10)), ['say.step', 'say.falling']);
  const goal = /** @type {const} */ ({ shell: { notice: { key: 'say.goal' } } });
  assert.deepEqual(said('paused', 20, goal), ['say.goal']);
});

test('health: the rule that fired, with its numbers', () => {
  const node = (/** @type {number} */ id, /** @type {'op' | 'parameter'} */ kind) => ({
    id,
    kind,
    op: null,
    name: '',
    scope: '',
    shape: [4],
    requires_grad: true,
    inputs: [],
  });
  const frame = (/** @type {object} */ more) => ({
    statistics: {},
    norm: 1,
    bad: 0,
    badGradient: 0,
    dead: 0,
    units: 4,
    value: gridOf([1], []),
    gradient: null,
    ...more,
  });
  const graph = {
    root: 1,
    backward: [],
    nodes: [
      node(1, 'op'),
      node(2, 'parameter'),
      node(3, 'parameter'),
      node(4, 'op'),
      node(5, 'op'),
    ],
  };
  const found = findings(
    graph,
    new Map([
      [1, frame({ bad: 3, badGradient: 2 })],
      [2, frame({ norm: 1 })],
      [3, frame({ norm: 1e-6 })],
      [4, frame({ dead: 2 })],
      [5, frame({ norm: 1e5 })],
    ]),
  );
  assert.deepEqual(found.get(1)?.args, { bad: 3, badGradient: 2 });
  assert.deepEqual(
    [...found].map(([id, { kind }]) => [id, kind]),
    [
      [1, 'bad'],
      [3, 'vanishing'],
      [4, 'dead'],
      [5, 'exploding'],
    ],
  );
});

test('CSV: what is no table at all is named, too', () => {
  assert.deepEqual(parseCsv('hello'), {
    columns: 0,
    rows: [],
    bad: [{ line: 1, reason: 'number', text: 'hello' }],
  });
  assert.deepEqual(
    parseCsv('\nx,y\n1\n').bad.map(({ line, reason }) => [line, reason]),
    [
      [2, 'number'],
      [3, 'columns'],
    ],
  );
  assert.deepEqual(parseCsv('x,y\n1,2').bad, []);
});

test('CSV: bad rows are named by line and nothing else is lost', () => {
  const table = parseCsv('x,y,label\r\n1,2,0\n\n3;4\n5,six,1\n-1e-3, .5 ,1\n1,2,3,4\n1e9,0,0\n');
  assert.deepEqual(table.rows, [
    [1, 2, 0],
    [-0.001, 0.5, 1],
  ]);
  assert.deepEqual(
    table.bad.map(({ line, reason }) => [line, reason]),
    [
      [4, 'columns'],
      [5, 'number'],
      [7, 'columns'],
      [8, 'range'],
    ],
  );
  assert.deepEqual(parseCsv('1\t2\n3\t4').rows, [
    [1, 2],
    [3, 4],
  ]);
  assert.equal(parseCsv('1,2\n'.repeat(5), { limit: 3 }).rows.length, 3);
  const curves = writeCurves([
    ['a', { steps: [0, 1, 4], values: [1.5, Number.NaN, 1e-9] }],
    ['b', { steps: [0, 3], values: [-2, 0.1] }],
  ]);
  assert.equal(curves, 'step,a,b\n0,1.5,-2\n1,,\n3,,0.1\n4,1e-9,\n');
});

test('a run file comes back as it was; anything else is refused', () => {
  const recipe = {
    scenario: 'manual',
    config: { lr: '0.2' },
    points: { inputs: 2, classes: 2, rows: [[1, 2, 0]] },
    changes: [{ step: 3, key: 'lr', value: '0.1' }],
  };
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
  const read = readRunFile(writeRunFile(recipe, bytes));
  assert.deepEqual(read, { recipe, bytes });
  for (const text of [
    '',
    '{}',
    'null',
    '[]',
    '{"format":"slm-run-1","weights":"AA==","recipe":{}}',
    '{"format":"slm-run-1","weights":"AA==","recipe":{"scenario":"","config":null,"points":null,"changes":[]}}',
    '{"format":"slm-run-1","weights":"AA==","recipe":{"scenario":"","config":[],"points":null,"changes":[]}}',
  ]) {
    assert.throws(() => readRunFile(text), text);
  }
});

test('the language is the first that the page speaks', () => {
  assert.equal(chooseLanguage(['fr-FR', 'ko-KR', 'en']), 'ko');
  assert.equal(chooseLanguage(['de']), 'en');
  assert.deepEqual(pieces('a {x} b', { x: 1 }), ['a ', 1, ' b']);
});

test('a sentence fits its numbers: groups of three, one or many, and Korean particles', () => {
  const en = translator('en');
  const ko = translator('ko');
  assert.equal(en('say.goal', { step: 2098, loss: '0.5' }).includes('step 2,098,'), true);
  assert.match(ko('say.goal', { step: 2098, loss: '0.5' }), /2,098번째/);
  assert.equal(en('graph.nodes', { count: 1 }), '1 node');
  assert.equal(en('graph.nodes', { count: 1200 }), '1,200 nodes');
  assert.match(en('say.nan', { step: 1, count: 1 }), /holds 1 value that is not finite/);
  assert.match(en('say.nan', { step: 1, count: 2 }), /holds 2 values that are not finite/);
  const endings = [
    '이에요',
    '이에요',
    '예요',
    '이에요',
    '예요',
    '예요',
    '이에요',
    '이에요',
    '이에요',
    '예요',
  ];
  endings.forEach((ending, digit) => {
    const loss = `0.03${digit}`;
    assert.equal(ko('say.loss', { loss }), `손실은 ${loss}${ending}.`);
  });
  for (const [text, said] of [
    ['10은(는)', '10은'],
    ['1.2e−5(으)로', '1.2e−5로'],
    ['7(으)로 3(으)로', '7로 3으로'],
    ['(128,16)과(와) (2,1)을(를)', '(128,16)과 (2,1)을'],
    ['은닉층 너비(hidden)과(와) 학습률(lr)이(가)', '은닉층 너비(hidden)와 학습률(lr)이'],
    ['“둘”이어야(여야)', '“둘”이어야'],
    ['x은(는)', 'x은(는)'],
  ])
    assert.equal(particles(text), said);
  assert.equal(short(-12345.6), '−12,346');
  assert.equal(count(1234.5678), '1,234.5678');
});

test('state: a frame leaves out what has not changed, a new run forgets the old one', () => {
  const progress = {
    step: 1,
    epoch: 0,
    epochs: 0,
    loss: 1,
    gradientNorm: 1,
    testLoss: 1,
    testAccuracy: 1,
    trainAccuracy: 1,
  };
  const curves = { loss: { steps: [1], values: [2] }, test_loss: { steps: [], values: [] } };
  const recipe = { scenario: 'manual', config: { lr: '0.5' }, points: null, changes: [] };
  let state = reduce(patched(initialState, { run: { recipe } }), {
    type: 'frame',
    frame: { progress, rate: 1, curves },
  });
  state = reduce(state, { type: 'frame', frame: { progress: { ...progress, step: 2 }, rate: 1 } });
  assert.equal(state.run.frame?.curves, curves);
  assert.equal(state.run.frame?.progress.step, 2);
  state = patched(state, { run: { kept: keptWithCurrent(state) } });
  assert.deepEqual(
    state.run.kept.map(({ train }) => train),
    [curves.loss],
  );
  const reply = /** @type {any} */ ({
    type: 'run',
    config: {},
    waiting: [],
    graph: null,
    points: null,
    hidden: [],
    parameters: [],
    recipe: null,
    fresh: true,
  });
  state = reduce(state, { type: 'run', reply });
  assert.equal(state.run.frame, null);
  assert.equal(state.run.kept.length, 1);
});

test('the steps named on a narrow axis do not touch', () => {
  for (const last of [9, 900, 49_425, 494_257, 123_456_789]) {
    const curve = { steps: [0, last], values: [1, 0.5] };
    const { x } = scalesOf({ curves: [curve] }, 290, 200);
    assert.ok(x.ticks.length >= 2, String(x.ticks));
    const apart = x.at(x.ticks[1]) - x.at(x.ticks[0]);
    assert.ok(apart > 7 * last.toLocaleString('en').length, `${last}: ${apart}`);
  }
});

test('steps on a logarithmic axis: equal factors are equally far apart, and the pixel leads back', () => {
  const curve = { steps: [0, 1, 10, 100, 1000], values: [4, 3, 2, 1, 1] };
  const { x } = scalesOf({ curves: [curve], logX: true }, 400, 200);
  const at = curve.steps.map(x.at);
  for (const i of [2, 3]) assert.ok(Math.abs(at[i + 1] - at[i] - (at[i] - at[i - 1])) < 1e-9);
  assert.ok(Math.abs(x.invert(at[3]) - 100) < 1e-9);
  for (const power of [1, 10, 100, 1000]) assert.ok(x.ticks.includes(power), String(x.ticks));
  assert.equal(Number.isFinite(at[0]), false, 'step 0 has no place');
});

test('the first own point is of the kind that the map shows, and no brush outlives its points', () => {
  const kept = { inputs: 1, classes: 0, rows: [[1, 2]] };
  const state = patched(initialState, {
    run: {
      config: { data: 'circle' },
      recipe: { scenario: 'circle', config: {}, points: kept, changes: [] },
      points: { inputs: 2 },
    },
  });
  assert.deepEqual(ownPoints(state), { inputs: 2, classes: 2, rows: [] });
  assert.equal(ownPoints(patched(state, { run: { points: { inputs: 1 } } })), kept);
  assert.equal(ownPoints(patched(state, { run: { config: { data: 'own' } } })), kept);
  assert.equal(brushOf(patched(state, { map: { brush: 2 } })), 1);
  assert.equal(brushOf(patched(state, { map: { brush: 0 } })), 0);
  assert.ok(Number.isNaN(brushOf(patched(state, { map: { brush: Number.NaN } }))));
});

test('figures of powers of ten are whole, and particles follow what is read', () => {
  assert.deepEqual(
    [10_000, 100_000, 12_345, 0.5].map((each) => figures(each, 4)),
    ['10000', '100000', '12345', '0.5'],
  );
  assert.equal(particles('모양이 (2)이라(라), (3)이라(라)'), '모양이 (2)라, (3)이라');
});
