/** The middle panel: loss, gradient norms by layer, classes. */
import { html, nothing } from 'lit-html';
import { painted } from '../../drawing/canvas.js';
import { paintPlot, pictureOfPlot } from '../../drawing/plot.js';
import { runName } from '../../i18n/words.js';
import { figures, short } from '../../shared/formats.js';
import { EMPTY_CURVE, firstFrom, lastOf } from '../../shared/series.js';
import { tested } from '../../state/history.js';
import { distributions } from './distributions.js';
import { lossesAt, samplesOf, stepAt } from './reading.js';
import { chartsOf } from './slice.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../shared/series.js').Curve} Curve
 * @typedef {import('../../drawing/plot.js').Line} Line
 */

/** Dashes tell lines apart where colours do not. */
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3], [1, 4], [12, 4], [4, 2, 1, 2]];

/** Numbers of the test rows are dashed in every chart. */
const TEST_DASH = [5, 4];

/** @param {Context} c @returns {Line[]} */
function lossLines(c) {
  const { state, colours, t } = c;
  const curves = state.run.frame?.curves;
  /** @type {Line[]} */
  const lines = state.run.kept.flatMap((run) => {
    // A run keeps its colour and its number while others come and go.
    const name = runName(run, c.words);
    const own = {
      colour: colours.classes[2 + (run.index % 6)],
      label: String(run.index),
      ends: lastOf(run.train.steps),
    };
    return [
      {
        ...own,
        curve: tested(run.test),
        dash: TEST_DASH,
        width: 1,
        name: `${name} · ${t('chart.test')}`,
      },
      { ...own, curve: run.train, dash: [], width: 1.2, name },
    ].filter(({ curve }) => curve.steps.length > 0);
  });
  const test = tested(curves?.test_loss);
  if (test.steps.length > 0)
    lines.push({
      curve: test,
      colour: colours.soft,
      dash: TEST_DASH,
      width: 1.5,
      name: t('chart.test'),
    });
  lines.push({
    curve: curves?.loss ?? EMPTY_CURVE,
    colour: colours.ink,
    dash: [],
    width: 1.8,
    name: t('chart.train'),
  });
  return lines;
}

/** Layers by their gradient, or parameters by their update. @param {Context} c */
const shownRows = ({ state }) =>
  (state.run.frame?.rows ?? []).filter(
    (row) => row.parameter === (state.charts.measure === 'ratio'),
  );

/** @param {Context} c @returns {Line[]} */
function normLines(c) {
  const { state, colours } = c;
  const { measure } = state.charts;
  if (measure === 'distributions') return [];
  const hues = [colours.gradientPlus, colours.gradientMinus, colours.ink, colours.soft];
  return shownRows(c).map((row, i) => ({
    curve: row[measure],
    colour: hues[i % hues.length],
    dash: DASHES[i % DASHES.length],
    width: 1.6,
    name: `${i + 1} ${row.name}`,
    label: String(i + 1),
  }));
}

/** @param {Context} c @returns {Line[]} */
function accuracyLines({ state, colours, t }) {
  return /** @type {const} */ (['test', 'train']).map((part) => ({
    curve: state.run.frame?.curves?.[`${part}_accuracy`] ?? EMPTY_CURVE,
    colour: part === 'train' ? colours.ink : colours.soft,
    dash: part === 'train' ? [] : TEST_DASH,
    width: 1.6,
    name: t(`chart.${part}`),
  }));
}

/**
 * @typedef {import('../../drawing/plot.js').Plot & { logY: boolean }} Shown the chart that is open
 */

/** @param {Context} c @returns {Shown} */
function shownPlot(c) {
  const { state, colours } = c;
  const { chart, log, cursor } = state.charts;
  const marks = cursor === null ? [] : [{ step: stepAt(state), colour: colours.focus }];
  if (chart === 'norms') return { lines: normLines(c), logY: true, marks, colours };
  if (chart === 'classes') return { lines: accuracyLines(c), logY: false, marks, colours };
  const lines = lossLines(c);
  const logY = log && lines.every(({ curve }) => isPositive(curve));
  return { lines, logY, marks, colours };
}

/** Whether a logarithmic axis can show it; what is not finite has no place on any. @param {Curve} curve */
function isPositive({ values }) {
  for (let i = 0; i < values.length; i++)
    if (values[i] <= 0 && Number.isFinite(values[i])) return false;
  return true;
}

/** Of a loss: a float's. */
const DIGITS = 7;

/** The losses under the cursor, or the newest: in two parts, that stay whole. @param {Context} c */
function reading({ state, t }) {
  const losses = lossesAt(state);
  if (!losses) return [t('chart.empty')];
  const { step, train, test, measured, edited } = losses;
  const text = t('chart.atTrain', { step, train: figures(train, DIGITS) });
  if (Number.isNaN(test)) return [text];
  const key = edited ? 'chart.testEdited' : measured < step ? 'chart.testEarlier' : 'chart.atTest';
  return [text, t(key, { test: figures(test, DIGITS), step: measured })];
}

/**
 * A plot with a cursor, which the pointer and the arrow keys move along the samples.
 * @param {Context} c
 * @param {Shown} shown
 * @param {string} label
 * @param {string} text what stands at the cursor
 */
function cursorPlot(c, shown, label, text) {
  const { state, colours } = c;
  const last = lastOf(samplesOf(state).steps) ?? 0;
  const seen = [
    state.run.frame?.curves,
    state.run.frame?.rows,
    state.run.kept,
    state.charts.measure,
    shown.logY,
  ];
  return html`<canvas
    class=${state.charts.chart === 'loss' ? 'plot' : 'plot short'}
    role="slider"
    tabindex="0"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax=${last}
    aria-valuenow=${stepAt(state)}
    aria-valuetext=${text}
    @pointermove=${c.do.charts.pointer}
    @pointerleave=${c.do.charts.leave}
    @keydown=${c.do.charts.key}
    ${painted(paintPlot(shown), [...seen, state.charts.cursor, colours, state.shell.language, c.size])}
  ></canvas>`;
}

/** @param {Context} c @param {Shown} shown */
function lossChart(c, shown) {
  const parts = reading(c);
  const cannot = c.state.charts.log && !shown.logY;
  return html`<p class="reading number pair">${parts.map((part) => html`<span>${part}</span>  `)}</p>
    ${cannot ? html`<p class="hint">${c.t('chart.noLog')}</p>` : nothing}
    ${cursorPlot(c, shown, c.t('chart.lossLabel'), parts.join('  '))}`;
}

/** @param {Context} c @param {Shown} shown */
function normsChart(c, shown) {
  const { state, t } = c;
  const { lines } = shown;
  const measures = /** @type {const} */ (['norm', 'ratio', 'distributions']);
  const names = /** @type {const} */ ({
    norm: 'chart.normNow',
    ratio: 'chart.ratio',
    distributions: 'chart.distributions',
  });
  const step = stepAt(state);
  // A sample is of the weights before the update that it led to.
  const used = t('chart.atUpdate', { step, update: step + 1 });
  const choice = html`<div class="tabs" role="group" aria-label=${t('chart.norms')}>${measures.map(
    (measure) =>
      html`<button class="chip" aria-pressed=${state.charts.measure === measure} @click=${() => c.do.charts.measure(measure)}>${t(names[measure])}</button>`,
  )}</div>`;
  if (state.charts.measure === 'distributions') return [choice, distributions(c)];
  return [
    choice,
    html`${state.charts.measure === 'ratio' ? html`<p class="hint">${t('chart.ratioHint')}</p>` : nothing}
    ${cursorPlot(c, shown, t(state.charts.measure === 'ratio' ? 'chart.ratioLabel' : 'chart.normsLabel'), used)}
    <div class="scroll" tabindex="0" role="region" aria-label=${used}><table class="layers">
      <caption class="hint">${used}</caption>
      <thead><tr>
        <th scope="col">${t(state.charts.measure === 'ratio' ? 'kind.parameter' : 'chart.layer')}</th><th scope="col">${t('chart.normNow')}</th>
        <th scope="col">${t('chart.ratio')}</th><th scope="col">${t('chart.health')}</th>
      </tr></thead>
      <tbody>${shownRows(c).map(
        ({ name, norm, ratio }, i) => html`<tr>
          <th scope="row"><svg width="22" height="8" aria-hidden="true"><line x1="0" y1="4" x2="22" y2="4" stroke=${lines[i].colour} stroke-width="2" stroke-dasharray=${lines[i].dash.join(' ') || nothing}></line></svg> ${lines[i].name}</th>
          <td class="number">${valueAt(norm, step)}</td><td class="number">${valueAt(ratio, step)}</td><td>${c.layerHealth(name)}</td>
        </tr>`,
      )}</tbody>
    </table>
    ${[...c.health.values()].map(({ path, name, rule }) => html`<p class="finding"><b>${name}</b> ${path}: ${rule}</p>`)}</div>`,
  ];
}

/**
 * What a curve was last up to a step, if it goes so far.
 * @param {Curve} curve
 * @param {number} step
 * @param {number} [ends] the last step of its run, where that is later than its own
 */
const valueAt = (curve, step, ends = lastOf(curve.steps) ?? -1) => {
  const i = firstFrom(curve, step + 1) - 1;
  return step > ends || i < 0 ? '–' : short(curve.values[i]);
};

/** Accuracy at the cursor. @param {Context} c */
function accuracies(c) {
  const { state, t } = c;
  const step = stepAt(state);
  const part = (/** @type {'train' | 'test'} */ name) =>
    `${t(`chart.${name}`)} ${valueAt(state.run.frame?.curves?.[`${name}_accuracy`] ?? EMPTY_CURVE, step)}`;
  return `${t('chart.atStep', { step })}  ${part('train')}  ${part('test')}`;
}

/** @param {Context} c @param {Shown} shown */
function classes(c, shown) {
  const { state, t } = c;
  const confusion = state.run.frame?.confusion;
  if (!confusion) return html`<p class="empty">${t('chart.noClasses')}</p>`;
  const text = accuracies(c);
  return html`<p class="reading number">${text}</p>${cursorPlot(c, shown, t('chart.accuracyLabel'), text)}${key(c, shown)}
  <div class="confusions">${
    /** @type {const} */ (['train', 'test']).map((part) => {
      const { counts, correct, total } = confusion[part];
      if (total === 0) return nothing;
      const most = Math.max(1, ...counts.flat());
      return html`<figure>
        <figcaption>${t(`chart.${part}`)} · ${t('chart.accuracy')} <b class="number">${((100 * correct) / total).toFixed(1)}%</b> <span class="number">(${correct}/${total})</span></figcaption>
        <table class="confusion" aria-label=${t('chart.confusion')}>
          <thead><tr><td></td>${counts.map((_, k) => html`<th scope="col">${k}</th>`)}</tr></thead>
          <tbody>${counts.map(
            (row, k) =>
              html`<tr><th scope="row">${k}</th>${row.map(
                (n, j) =>
                  html`<td class=${k === j ? 'right number' : 'number'} data-share=${Math.ceil((4 * n) / most)}>${n}</td>`,
              )}</tr>`,
          )}</tbody>
        </table>
      </figure>`;
    })
  }</div><p class="hint">${t('chart.confusion')}</p>`;
}

/** @param {Context} c */
export function chartPanel(c) {
  const { state, t } = c;
  const shown = shownPlot(c);
  return html`<section class="panel charts" aria-label=${t('chart.title')}>
    <header>
      <div class="tabs" role="tablist" aria-label=${t('chart.title')} @keydown=${c.do.charts.tabKey}>
        ${chartsOf(state).map(
          (tab) => html`<button
            class="chip"
            role="tab"
            id=${`tab-${tab}`}
            aria-controls="chart-body"
            tabindex=${state.charts.chart === tab ? 0 : -1}
            aria-selected=${state.charts.chart === tab}
            @click=${() => c.do.charts.open(tab)}
          >${t(`chart.${tab}`)}</button>`,
        )}
      </div>
      <span class="together push">${
        state.charts.chart === 'loss'
          ? html`<button class="chip" aria-pressed=${shown.logY} @click=${c.do.charts.log}>${t('chart.log')}</button>`
          : nothing
      }
      <button class="chip" title=${t('chart.csvHint')} @click=${c.do.charts.csv}>${t('chart.csv')}</button>
      <button class="chip" title=${t('chart.pngHint')} ?disabled=${shown.lines.length === 0} @click=${() => c.do.charts.png((canvas) => pictureOfPlot(shown, canvas))}>${t('chart.png')}</button></span>
    </header>
    <div id="chart-body" role="tabpanel" aria-labelledby=${`tab-${state.charts.chart}`}>
      ${{ loss: lossChart, norms: normsChart, classes }[state.charts.chart](c, shown)}
    </div>
    ${state.charts.chart === 'loss' ? html`${key(c, shown)}<p class="hint aside">${t('chart.stepHint')}</p>` : nothing}
  </section>`;
}

/**
 * Which line is which, and what a kept run was at the cursor's step.
 * @param {Context} c
 * @param {Shown} shown
 */
function key({ state }, { lines }) {
  const step = stepAt(state);
  return html`<ul class="key">${[...lines]
    .reverse()
    .map(
      ({ name, colour, dash, label, curve, ends }) =>
        html`<li><svg width="26" height="8" aria-hidden="true"><line x1="0" y1="4" x2="26" y2="4" stroke=${colour} stroke-width="2" stroke-dasharray=${dash.join(' ') || nothing}></line></svg>${name}${label ? html` <b class="number">${valueAt(curve, step, ends)}</b>` : nothing}</li>`,
    )}</ul>`;
}
