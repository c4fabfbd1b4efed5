/** What a person can do: each action changes the state, or tells the session, or both. */
import { check } from './checker.js';
import { late } from './late.js';
import { areaOf, targetRange, tidy } from './model/area.js';
import { parseCsv, writeCurves } from './model/csv.js';
import { writeHash } from './model/hash.js';
import { RunFileError, readRunFile, writeRunFile } from './model/run-file.js';
import { scale } from './model/scale.js';
import { nearest } from './model/series.js';
import { SPEEDS, selectedNode } from './model/state.js';
import { anchored, fit, zoom } from './model/viewport.js';
import { drawn, viewOf } from './view/graph.js';
import { PLOT, scalesOf } from './view/plot.js';

/**
 * @typedef {import('./model/state.js').State} State
 * @typedef {import('./model/state.js').Action} Action
 * @typedef {import('./model/protocol.js').Recipe} Recipe
 * @typedef {import('./model/protocol.js').OwnPoints} OwnPoints
 * @typedef {import('./model/protocol.js').Command} Command
 * @typedef {{ send: (command: Command) => void, look: (command: Command) => void,
 *   makeWorker: () => Worker }} Sender look: a command that changes nothing
 * @typedef {ReturnType<typeof makeActions>} Actions
 */

/** @param {Event} event */
const textOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** Gives a file to the person. @param {Blob} blob @param {string} name */
function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * @param {{ get: () => State, dispatch: (action: Action) => void }} store
 * @param {Sender} session
 */
export function makeActions({ get, dispatch }, session) {
  /** @param {Partial<State>} patch */
  const set = (patch) => dispatch({ type: 'set', patch });
  const rate = () => SPEEDS[get().speed];

  /** @param {Recipe} recipe */
  function begin(recipe) {
    set({ notice: null, refused: null, probe: null, probed: null });
    session.send({ type: 'recipe', recipe });
  }

  /** @param {string} scenario */
  const scenarioNamed = (scenario) => {
    begin({ scenario, config: {}, points: get().recipe?.points ?? null, changes: [] });
    const own = scenario === 'own';
    if (own) set({ sheet: 'data', drawing: true });
    else set({ drawing: false });
  };

  /** @param {string} key @param {string} value */
  function setKey(key, value) {
    set({ notice: null, refused: null, lastKey: key });
    session.send({ type: 'set', key, value });
  }

  /**
   * Changes what is drawn, and keeps a card where it is on the screen.
   * @param {string | null} key
   * @param {() => void} change
   */
  function anchor(key, change) {
    const before = drawn(get());
    const view = before && viewOf(get(), before.layout);
    change();
    const after = drawn(get());
    if (!before || !after || !view || key === null) return;
    const from = before.layout.cards.get(key) ?? before.layout.boxes.get(key.slice(2));
    const to = after.layout.cards.get(key) ?? after.layout.boxes.get(key.slice(2));
    if (from && to) set({ view: anchored(view, from, to) });
  }

  /** @param {'value' | 'gradient'} kind @param {number} row */
  function askWindow(kind, row) {
    const node = selectedNode(get());
    if (node) session.look({ type: 'window', id: node.id, kind, row });
  }

  const own = () => {
    const points = get().recipe?.points;
    return points ?? { inputs: 2, classes: 2, rows: [] };
  };

  /** @param {OwnPoints} points */
  function usePoints(points) {
    if (points.rows.length === 0) return;
    set({ notice: null, refused: null });
    session.send({ type: 'points', points });
  }

  /** Takes a table of points. @param {string} text */
  function takeTable(text) {
    const { columns, rows, bad } = parseCsv(text, { limit: 2000 });
    set({ table: { bad, kept: rows.length } });
    if (rows.length === 0) return;
    const targets = rows.map((row) => row[columns - 1]);
    const most = Math.max(...targets);
    const whole = targets.every((value) => Number.isInteger(value) && value >= 0) && most < 8;
    const classes = whole && most >= 1 ? most + 1 : 0;
    usePoints({ inputs: columns - 1, classes, rows });
  }

  /** Where a pointer is on the map, in the data's numbers. @param {PointerEvent | MouseEvent} event */
  function onMap(event) {
    const [x0, x1, y0, y1] = areaOf(get());
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const [low, high] = get().points?.inputs === 1 ? targetRange(get()) : [y0, y1];
    const x = scale([x0, x1], [box.left, box.right]).invert(event.clientX);
    const y = scale([low, high], [box.bottom, box.top]).invert(event.clientY);
    return { x: tidy(x), y: tidy(y), near: ((x1 - x0) * 12) / box.width };
  }

  /** @param {number} x @param {number} y */
  function probe(x, y) {
    const [x0, x1, y0, y1] = areaOf(get());
    const clamp = (/** @type {number} */ v, /** @type {number} */ a, /** @type {number} */ b) =>
      tidy(Math.min(b, Math.max(a, v)));
    /** @type {[number, number]} */
    const at = [clamp(x, x0, x1), clamp(y, y0, y1)];
    set({ probe: at });
    askProbe();
  }

  /** The point stays while the weights move: its numbers are asked for with each frame. */
  function askProbe() {
    const { probe: at, points } = get();
    if (at) session.look({ type: 'probe', x: at.slice(0, points?.inputs ?? 2) });
  }

  /** Adds a point, or takes away those near it. @param {{ x: number, y: number, near: number }} at @param {boolean} erase */
  function draw({ x, y, near }, erase) {
    const { inputs, classes, rows } = own();
    if (inputs !== 2) return;
    const kept = erase
      ? rows.filter((row) => Math.hypot(row[0] - x, row[1] - y) > near)
      : [...rows, [x, y, get().brush]];
    if (kept.length !== rows.length) usePoints({ inputs, classes, rows: kept });
  }

  /** @param {number} step */
  const cursorTo = (step) => set({ cursor: Math.max(0, Math.round(step)) });

  /** @type {{ x: number, y: number, id: number, moved: boolean } | null} */
  let drag = null;
  /** Pointers on the plane, for pinching. @type {Map<number, [number, number]>} */
  const touches = new Map();
  let drewAt = 0;

  /** @param {import('./model/viewport.js').View} view */
  const look = (view) => set({ view });
  const currentView = () => {
    const shown = drawn(get());
    return shown && { shown, view: viewOf(get(), shown.layout) };
  };

  return {
    toggle() {
      const running = get().phase === 'running';
      set({ phase: running ? 'paused' : 'running' });
      // A sentence about the link or the engine stays while the first run begins by itself.
      if (get().frame) set({ notice: null });
      session.send({ type: 'run', rate: running ? 0 : rate() });
    },
    step() {
      if (get().phase === 'running') {
        set({ phase: 'paused' });
        session.send({ type: 'run', rate: 0 });
      }
      set({ notice: null });
      session.send({ type: 'step' });
      askWindow(get().windowKind, get().windowRow);
    },
    reset() {
      set({ notice: null });
      session.send({ type: 'reset' });
    },
    seed() {
      const { config } = get();
      const seed = String(Math.floor(Math.random() * 1e6));
      setKey('seed', seed);
      if (config.data !== 'own') setKey('data_seed', seed);
    },
    /** @param {Event} event */
    speed(event) {
      set({ speed: Number(textOf(event)) });
      if (get().phase === 'running') session.send({ type: 'run', rate: rate() });
    },
    /** @param {State['language']} language */
    language: (language) => set({ language }),
    theme() {
      const order = /** @type {const} */ (['system', 'light', 'dark']);
      set({ theme: order[(order.indexOf(get().theme) + 1) % order.length] });
    },
    /** @param {Event} event */
    scenario: (event) => scenarioNamed(textOf(event)),
    scenarioNamed,
    /** @param {Event} event */
    skip(event) {
      event.preventDefault();
      document.getElementById('graph')?.focus();
    },
    /** @param {State['sheet']} name */
    sheet(name) {
      const was = get().sheet;
      const open = name === null || was === name ? null : name;
      set({ sheet: open, link: null, refused: null });
      // Keys go on where the drawer is, and from where it was opened once it is closed.
      const next = open ? 'sheet' : `open-${was}`;
      requestAnimationFrame(() => document.getElementById(next)?.focus());
    },

    /** @param {string | null} path */
    select(path) {
      dispatch({ type: 'select', path: path === get().selected ? null : path });
      askWindow('value', 0);
    },
    /** @param {string} module */
    fold: (module) => anchor(`m:${module}`, () => dispatch({ type: 'fold', module })),
    /** @param {string[]} modules */
    foldAll: (modules) => dispatch({ type: 'foldAll', modules }),
    toggleGroups: () => set({ grouped: !get().grouped, collapsed: new Set(), view: null }),
    togglePlain: () => set({ hidePlain: !get().hidePlain, view: null }),
    fit() {
      const shown = drawn(get());
      if (shown) look(fit(shown.layout, get().plane, { whole: true }));
    },
    /** @param {number} factor */
    zoomBy(factor) {
      const now = currentView();
      const { width, height } = get().plane;
      if (now) look(zoom(now.view, factor, [width / 2, height / 2]));
    },
    planeWheel: {
      passive: false,
      /** @param {WheelEvent} event */
      handleEvent(event) {
        const now = currentView();
        // Without a key the wheel scrolls the page, as everywhere.
        if (!now || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
        const at = /** @type {[number, number]} */ ([
          event.clientX - box.left,
          event.clientY - box.top,
        ]);
        look(zoom(now.view, Math.exp(-event.deltaY / 400), at));
      },
    },
    /** @param {PointerEvent} event */
    planeDown(event) {
      touches.set(event.pointerId, [event.clientX, event.clientY]);
      drag = { x: event.clientX, y: event.clientY, id: event.pointerId, moved: false };
    },
    /** @param {PointerEvent} event */
    planeMove(event) {
      const now = currentView();
      const before = touches.get(event.pointerId);
      if (!drag || !now || !before) return;
      const plane = /** @type {HTMLElement} */ (event.currentTarget);
      const at = /** @type {[number, number]} */ ([event.clientX, event.clientY]);
      if (!drag.moved && Math.hypot(at[0] - drag.x, at[1] - drag.y) < 4) return;
      // Only now, so that a press on a card stays a press.
      if (!drag.moved) plane.setPointerCapture(event.pointerId);
      drag.moved = true;
      const other = [...touches].find(([id]) => id !== event.pointerId)?.[1];
      touches.set(event.pointerId, at);
      if (!other) {
        look({ ...now.view, x: now.view.x + at[0] - before[0], y: now.view.y + at[1] - before[1] });
        return;
      }
      const box = plane.getBoundingClientRect();
      const spread = (/** @type {number[]} */ p) =>
        Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
      look(
        zoom(now.view, spread(at) / spread(before), [
          (at[0] + other[0]) / 2 - box.left,
          (at[1] + other[1]) / 2 - box.top,
        ]),
      );
    },
    /** @param {PointerEvent} event */
    planeUp(event) {
      touches.delete(event.pointerId);
      if (touches.size === 0) drag = null;
    },
    /** A card reached by keyboard is brought into view. @param {FocusEvent} event */
    planeFocus(event) {
      const key = /** @type {HTMLElement} */ (event.target).dataset.key;
      const now = currentView();
      const rect = key && now?.shown.layout.cards.get(key);
      if (!rect || !now) return;
      const { view } = now;
      const { width, height } = get().plane;
      const push = (
        /** @type {number} */ from,
        /** @type {number} */ to,
        /** @type {number} */ space,
      ) => (from < 0 ? 8 - from : to > space ? space - to - 8 : 0);
      const dx = push(rect.x * view.k + view.x, (rect.x + rect.w) * view.k + view.x, width);
      const dy = push(rect.y * view.k + view.y, (rect.y + rect.h) * view.k + view.y, height);
      if (dx !== 0 || dy !== 0) look({ ...view, x: view.x + dx, y: view.y + dy });
    },
    /** @param {PointerEvent} event */
    minimapPointer(event) {
      event.stopPropagation();
      if (event.type === 'pointermove' && event.buttons === 0) return;
      const now = currentView();
      if (!now) return;
      const map = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (event.currentTarget));
      const inverse = map.getScreenCTM()?.inverse();
      if (!inverse) return;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(inverse);
      const { width, height } = get().plane;
      const { k } = now.view;
      look({ x: width / 2 - at.x * k, y: height / 2 - at.y * k, k });
    },

    /** @param {'value' | 'gradient'} kind */
    windowKind(kind) {
      set({ windowKind: kind, windowRow: 0 });
      askWindow(kind, 0);
    },
    /** @param {number} by */
    windowRow(by) {
      const row = Math.max(0, get().windowRow + by);
      set({ windowRow: row });
      askWindow(get().windowKind, row);
    },
    /** @param {number} id @param {number} element @param {Event} event */
    edit(id, element, event) {
      const value = Number(textOf(event).replace('\u2212', '-'));
      if (!Number.isFinite(value) || textOf(event).trim() === '') {
        set({
          notice: {
            key: 'inspect.notNumber',
            args: { text: textOf(event).slice(0, 40) },
            warning: true,
          },
        });
      } else {
        set({ notice: null });
        session.send({ type: 'edit', id, element, value });
      }
      askWindow(get().windowKind, get().windowRow);
    },

    /** @param {string} key @param {Event} event */
    set: (key, event) => setKey(key, textOf(event).trim()),
    /** @param {number} i @param {Event} event */
    width(i, event) {
      const widths = get().config.hidden.split(',');
      // An empty field, or one of letters, is no layer less: the engine refuses a width of 0.
      const typed = textOf(event).trim() || '0';
      setKey('hidden', widths.map((width, k) => (k === i ? typed : width)).join(','));
    },
    /** @param {number} i @param {Event} event */
    activation(i, event) {
      const widths = get().config.hidden.split(',');
      const given = get().config.activation.split(',');
      setKey(
        'activation',
        widths.map((_, k) => (k === i ? textOf(event) : (given[k] ?? given[0]))).join(','),
      );
    },
    addLayer() {
      const { hidden, activation } = get().config;
      const widths = hidden.split(',').filter(Boolean);
      const given = activation.split(',');
      if (given.length > 1) setKey('activation', given[0]);
      setKey('hidden', [...widths, widths.at(-1) ?? '8'].join(','));
    },
    /** @param {number} i */
    removeLayer(i) {
      const { hidden, activation } = get().config;
      const given = activation.split(',');
      if (given.length > 1) setKey('activation', given[0]);
      setKey(
        'hidden',
        hidden
          .split(',')
          .filter((_, k) => k !== i)
          .join(','),
      );
    },

    /** @param {State['chart']} chart */
    chart: (chart) => set({ chart }),
    /** Arrow keys go from tab to tab. @param {KeyboardEvent} event */
    tabKey(event) {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const tabs = /** @type {State['chart'][]} */ (['loss', 'norms', 'classes']);
      const chart = tabs[(tabs.indexOf(get().chart) + by + tabs.length) % tabs.length];
      set({ chart });
      requestAnimationFrame(() => document.getElementById(`tab-${chart}`)?.focus());
    },
    log: () => set({ log: !get().log }),
    /** @param {PointerEvent} event */
    chartPointer(event) {
      const canvas = /** @type {HTMLCanvasElement} */ (event.currentTarget);
      const curve = get().frame?.curves?.loss;
      if (!curve) return;
      const runs = get().runs.map(({ train }) => train);
      const shown = get().chart === 'loss' ? [curve, ...runs] : [curve];
      const lines = shown.map((each) => ({
        curve: each,
        colour: '',
        dash: [],
        width: 1,
        name: '',
      }));
      const { x } = scalesOf(lines, false, canvas.clientWidth, canvas.clientHeight);
      const at = event.clientX - canvas.getBoundingClientRect().left;
      const i = nearest(curve, x.invert(Math.max(PLOT.left, at)));
      if (i >= 0) cursorTo(curve.steps[i]);
    },
    chartLeave: () => set({ cursor: null }),
    /** @param {KeyboardEvent} event */
    chartKey(event) {
      const steps = get().frame?.curves?.loss?.steps;
      if (!steps || steps.length === 0) return;
      const last = steps.length - 1;
      const now = nearest({ steps, values: [] }, get().cursor ?? Infinity);
      const far = Math.max(1, Math.round(last / 20));
      const to = {
        ArrowLeft: now - 1,
        ArrowRight: now + 1,
        PageDown: now - far,
        PageUp: now + far,
        Home: 0,
        End: last,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      cursorTo(steps[Math.min(last, Math.max(0, to))]);
    },
    /** @param {State['measure']} measure */
    measure: (measure) => set({ measure }),
    chartCsv() {
      const { frame, runs } = get();
      /** @type {[string, import('./model/series.js').Curve][]} */
      const kept = runs.flatMap(({ index, train, test }) => [
        [`run ${index}: loss`, train],
        [`run ${index}: test_loss`, test],
      ]);
      const text = writeCurves([...Object.entries(frame?.curves ?? {}), ...kept]);
      download(new Blob([text], { type: 'text/csv' }), 'history.csv');
    },
    /** @param {(shown: HTMLCanvasElement) => Promise<Blob>} picture */
    async chartPng(picture) {
      const canvas = /** @type {HTMLCanvasElement | null} */ (
        document.querySelector('canvas.plot')
      );
      if (canvas) download(await picture(canvas), `${get().chart}.png`);
    },

    discrete: () => set({ discrete: !get().discrete }),
    showTest: () => set({ showTest: !get().showTest }),
    /** @param {number | null} unit @param {boolean} pin */
    neuron(unit, pin) {
      const { neuron, neuronLayer } = get();
      if (neuron?.pinned && !pin) return;
      const same = pin && neuron?.pinned && neuron.unit === unit;
      const chosen = unit === null || same ? null : { layer: neuronLayer + 1, unit, pinned: pin };
      set({ neuron: chosen });
    },
    /** @param {Event} event */
    neuronLayer: (event) => set({ neuronLayer: Number(textOf(event)), neuron: null }),
    /** @param {PointerEvent} event */
    mapPointer(event) {
      if (event.type === 'pointerup' || event.buttons === 0) return;
      const map = /** @type {HTMLElement} */ (event.currentTarget);
      map.setPointerCapture(event.pointerId);
      const at = onMap(event);
      if (!get().drawing) return probe(at.x, at.y);
      const erase = event.buttons === 2 || Number.isNaN(get().brush);
      // A drag leaves a trail of points, not a smear.
      if (event.type === 'pointermove' && !erase && performance.now() - drewAt < 60) return;
      drewAt = performance.now();
      draw(at, erase);
    },
    /** @param {Event} event */
    mapMenu: (event) => get().drawing && event.preventDefault(),
    /** @param {KeyboardEvent} event */
    mapKey(event) {
      const by = /** @type {Record<string, [number, number]>} */ ({
        ArrowLeft: [-1, 0],
        ArrowRight: [1, 0],
        ArrowUp: [0, 1],
        ArrowDown: [0, -1],
      })[event.key];
      const [x0, x1, y0, y1] = areaOf(get());
      const [px, py] = get().probe ?? [(x0 + x1) / 2, (y0 + y1) / 2];
      if (get().drawing && event.key === 'Enter') {
        const near = (x1 - x0) / 40;
        draw({ x: px, y: py, near }, Number.isNaN(get().brush));
      } else if (by) probe(px + (by[0] * (x1 - x0)) / 40, py + (by[1] * (y1 - y0)) / 40);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    drawing: () => set({ drawing: !get().drawing }),
    /** @param {number} brush */
    brush: (brush) => set({ brush }),
    csvText() {
      const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById('csv'));
      takeTable(field?.value ?? '');
    },
    /** @param {Event} event */
    async csvFile(event) {
      const input = /** @type {HTMLInputElement} */ (event.target);
      const file = input.files?.[0];
      if (file) takeTable(await file.text());
      input.value = '';
    },

    /** @param {number} index */
    forget: (index) => dispatch({ type: 'forget', index }),
    save: () => session.send({ type: 'save' }),
    /** What the worker has saved becomes a file. @param {Uint8Array} bytes @param {Recipe} recipe */
    saved(bytes, recipe) {
      download(
        new Blob([writeRunFile(recipe, bytes)], { type: 'application/json' }),
        'slm-run.json',
      );
    },
    /** @param {Event} event */
    async load(event) {
      const input = /** @type {HTMLInputElement} */ (event.target);
      const file = input.files?.[0];
      if (!file) return;
      try {
        const { recipe, bytes } = readRunFile(await file.text());
        set({ loading: file.name, notice: null, refused: null });
        session.send({ type: 'load', recipe, bytes });
      } catch (error) {
        const reason = error instanceof RunFileError ? error.reason : 'file.notRun';
        set({ notice: { key: 'runs.badFile', reason, warning: true } });
      }
      input.value = '';
    },
    async copyLink() {
      const recipe = get().recipe;
      if (!recipe) return;
      const address = location.href.replace(/#.*/, '') + writeHash(recipe, get());
      try {
        await navigator.clipboard.writeText(address);
        set({ link: 'copied' });
      } catch {
        set({ link: 'manual' });
        document.getElementById('address')?.focus();
      }
    },
    /** @param {string} part */
    hide: (part) => dispatch({ type: 'hide', part }),
    check() {
      set({ check: { phase: 'asked', step: get().frame?.progress.step ?? 0, rows: [] } });
      session.look({ type: 'tape' });
    },
    /** The tape that was asked for. @param {Uint8Array} bytes @param {number} step */
    async checkTape(bytes, step) {
      /** @type {import('./model/protocol.js').CheckRow[]} */
      let rows = [];
      set({ check: { phase: 'busy', step, rows } });
      const loaded = await late('double').catch(() => null);
      if (loaded === null) return set({ check: { phase: 'missing', step, rows } });
      try {
        await check(session.makeWorker, bytes, (row) => {
          rows = [...rows, row];
          set({ check: { phase: 'busy', step, rows } });
        });
        set({ check: { phase: 'done', step, rows } });
      } catch {
        set({ check: { phase: 'broken', step, rows } });
      }
    },
    async loadSources() {
      set({ sources: 'coming' });
      set({ sources: await late('sources').catch(() => /** @type {const} */ ('missing')) });
    },
    askWindow: () => askWindow(get().windowKind, get().windowRow),
    askProbe,
    endProbe: () => set({ probe: null, probed: null }),
    keep() {
      const { runs, recipe } = get();
      const differs = Object.entries(recipe?.config ?? {}).map(([k, v]) => `${k} ${v}`);
      const what = [recipe?.scenario, ...differs].join(', ');
      dispatch({ type: 'keep', name: `${(runs.at(-1)?.index ?? 0) + 1}: ${what}` });
    },
  };
}
