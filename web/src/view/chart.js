/** The middle panel: loss, gradient norms by layer, classes. */
import { html, nothing } from 'lit-html';
import { short, tickText } from '../model/format.js';
import { domainOf, scale } from '../model/scale.js';
import { columns, EMPTY_CURVE, lastOf, nearest } from '../model/series.js';
import { painted } from './canvas.js';

/**
 * @typedef {import('./app.js').Context} Context
 * @typedef {import('../model/series.js').Curve} Curve
 * @typedef {import('../model/scale.js').Scale} Scale
 * @typedef {{ curve: Curve, colour: string, dash: number[], width: number, name: string }} Line
 */

/** Room for the numbers at the axes, in CSS pixels. */
export const PLOT = { left: 48, right: 14, top: 12, bottom: 24 };

/** Dashes tell lines apart where colours do not. */
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3], [1, 4], [12, 4], [4, 2, 1, 2]];

/** @param {Context} c @returns {Line[]} */
export function lossLines(c) {
  const { state, colours, t } = c;
  const curves = state.frame?.curves;
  /** @type {Line[]} */
  const lines = state.runs.flatMap((run, i) => [
    {
      curve: run.train,
      colour: colours.soft,
      dash: DASHES[(i % 5) + 2],
      width: 1.2,
      name: run.name,
    },
  ]);
  const test = curves?.test_loss ?? EMPTY_CURVE;
  if (test.steps.length > 0)
    lines.push({
      curve: test,
      colour: colours.soft,
      dash: [5, 4],
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

/** @param {Context} c @returns {Line[]} */
function normLines(c) {
  const { state, colours } = c;
  const hues = [colours.gradientPlus, colours.gradientMinus, colours.ink, colours.soft];
  return (state.frame?.layers ?? []).map(({ name, norm }, i) => ({
    curve: norm,
    colour: hues[i % hues.length],
    dash: DASHES[i % DASHES.length],
    width: 1.6,
    name,
  }));
}

/**
 * The scales of a plot.
 * @param {Line[]} lines
 * @param {boolean} log
 * @param {number} width
 * @param {number} height
 */
export function scalesOf(lines, log, width, height) {
  let last = 10;
  for (const { curve } of lines) last = Math.max(last, curve.steps[curve.steps.length - 1] ?? 0);
  const values = (function* () {
    for (const { curve } of lines) yield* Array.from(curve.values);
  })();
  const x = scale([0, last], [PLOT.left, width - PLOT.right], { count: 5 });
  const y = scale(domainOf(values, log), [height - PLOT.bottom, PLOT.top], { log, count: 4 });
  return { x, y };
}

/**
 * @param {Context} c
 * @param {Line[]} lines
 * @param {boolean} log
 * @returns {import('./canvas.js').Paint}
 */
function plot(c, lines, log) {
  const { colours, state } = c;
  return (context, width, height) => {
    const { x, y } = scalesOf(lines, log, width, height);
    context.font = `11px ${colours.mono}`;
    context.lineWidth = 1;
    context.strokeStyle = colours.line;
    context.fillStyle = colours.soft;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const tick of y.ticks) {
      const at = Math.round(y.at(tick)) + 0.5;
      if (at < PLOT.top - 4 || at > height - PLOT.bottom + 1) continue;
      context.beginPath();
      context.moveTo(PLOT.left, at);
      context.lineTo(width - PLOT.right, at);
      context.stroke();
      context.fillText(tickText(tick), PLOT.left - 8, at);
    }
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    for (const tick of x.ticks) {
      const edge = Math.min(x.at(tick), width - PLOT.right - 12);
      context.fillText(tick.toLocaleString(state.language), edge, height - 6);
    }
    context.save();
    context.beginPath();
    context.rect(PLOT.left, 0, width - PLOT.left - PLOT.right + 1, height - PLOT.bottom);
    context.clip();
    for (const line of lines) drawLine(context, line, x, y);
    context.restore();
    if (state.cursor !== null) drawCursor(c, context, lines, x, y, height);
  };
}

/** @param {CanvasRenderingContext2D} context @param {Line} line @param {Scale} x @param {Scale} y */
function drawLine(context, { curve, colour, dash, width }, x, y) {
  const floor = y.domain[0];
  const at = (/** @type {number} */ value) => y.at(y.log ? Math.max(value, floor / 10) : value);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.lineJoin = 'round';
  context.beginPath();
  columns(curve, x.at).forEach((column, i) => {
    if (i === 0) context.moveTo(column.x, at(column.last));
    if (column.high > column.low) {
      context.lineTo(column.x, at(column.low));
      context.lineTo(column.x, at(column.high));
    }
    context.lineTo(column.x, at(column.last));
  });
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {Context} c
 * @param {CanvasRenderingContext2D} context
 * @param {Line[]} lines
 * @param {Scale} x
 * @param {Scale} y
 * @param {number} height
 */
function drawCursor(c, context, lines, x, y, height) {
  const { colours, state } = c;
  const at = x.at(state.cursor ?? 0);
  context.strokeStyle = colours.focus;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(at, PLOT.top - 6);
  context.lineTo(at, height - PLOT.bottom);
  context.stroke();
  context.fillStyle = colours.focus;
  for (const { curve } of lines) {
    const i = nearest(curve, state.cursor ?? 0);
    if (i < 0 || Math.abs(x.at(curve.steps[i]) - at) > 6) continue;
    context.beginPath();
    context.arc(at, y.at(curve.values[i]), 3.5, 0, 2 * Math.PI);
    context.fill();
  }
}

/** The numbers under the cursor, or the newest. @param {Context} c */
function reading(c) {
  const { state, t } = c;
  const curves = state.frame?.curves;
  const loss = curves?.loss ?? EMPTY_CURVE;
  const i = nearest(loss, state.cursor ?? Infinity);
  if (i < 0) return t('chart.empty');
  const test = curves?.test_loss ?? EMPTY_CURVE;
  const j = nearest(test, loss.steps[i]);
  const args = { step: loss.steps[i].toLocaleString(state.language), train: short(loss.values[i]) };
  return j < 0 ? t('chart.atTrain', args) : t('chart.at', { ...args, test: short(test.values[j]) });
}

/** @param {Context} c */
function lossChart(c) {
  const { state, t, colours } = c;
  const lines = lossLines(c);
  const curves = state.frame?.curves;
  const last = lastOf(curves?.loss?.steps ?? []) ?? 0;
  const text = reading(c);
  return html`<p class="reading number">${text}</p>
    <canvas
      class="plot"
      role="slider"
      tabindex="0"
      aria-label=${t('chart.lossLabel')}
      aria-valuemin="0"
      aria-valuemax=${last}
      aria-valuenow=${state.cursor ?? last}
      aria-valuetext=${text}
      @pointermove=${c.do.chartPointer}
      @pointerleave=${c.do.chartLeave}
      @keydown=${c.do.chartKey}
      ${painted(plot(c, lines, state.log), [curves, state.runs, state.cursor, state.log, colours, state.language, c.size])}
    ></canvas>`;
}

/** @param {Context} c */
function normsChart(c) {
  const { state, t, colours } = c;
  const lines = normLines(c);
  const layers = state.frame?.layers;
  return html`<canvas
      class="plot short"
      role="img"
      aria-label=${t('chart.normsLabel')}
      ${painted(plot(c, lines, true), [layers, state.cursor, colours, state.language, c.size])}
    ></canvas>
    <table class="layers">
      <thead><tr>
        <th scope="col">${t('chart.layer')}</th><th scope="col">${t('chart.normNow')}</th>
        <th scope="col" title=${t('chart.ratioHint')}>${t('chart.ratio')}</th><th scope="col">${t('chart.health')}</th>
      </tr></thead>
      <tbody>${(layers ?? []).map(
        ({ name, norm, ratio }, i) => html`<tr>
          <th scope="row"><svg width="22" height="8" aria-hidden="true"><line x1="0" y1="4" x2="22" y2="4" stroke=${lines[i].colour} stroke-width="2" stroke-dasharray=${lines[i].dash.join(' ') || nothing}></line></svg> ${name}</th>
          <td class="number">${newest(norm)}</td><td class="number">${newest(ratio)}</td><td>${c.layerHealth(name)}</td>
        </tr>`,
      )}</tbody>
    </table>`;
}

/** @param {Curve} curve */
const newest = ({ values }) => (values.length > 0 ? short(values[values.length - 1]) : '–');

/** @param {Context} c */
function classes(c) {
  const { state, t } = c;
  const confusion = state.frame?.confusion;
  if (!confusion) return html`<p class="empty">${t('chart.noClasses')}</p>`;
  return html`<div class="confusions">${
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
  /** @type {import('../model/state.js').Chart[]} */
  const tabs = ['loss', 'norms', 'classes'];
  return html`<section class="panel charts" aria-label=${t('chart.title')}>
    <header>
      <div class="tabs" role="tablist" aria-label=${t('chart.title')} @keydown=${c.do.tabKey}>
        ${tabs.map(
          (tab) => html`<button
            class="chip"
            role="tab"
            id=${`tab-${tab}`}
            aria-controls="chart-body"
            tabindex=${state.chart === tab ? 0 : -1}
            aria-selected=${state.chart === tab}
            @click=${() => c.do.chart(tab)}
          >${t(`chart.${tab}`)}</button>`,
        )}
      </div>
      ${
        state.chart === 'loss'
          ? html`<button class="chip push" aria-pressed=${state.log} @click=${c.do.log}>${t('chart.log')}</button>
              <button class="chip" title=${t('chart.csvHint')} @click=${c.do.chartCsv}>${t('chart.csv')}</button>
              <button class="chip" title=${t('chart.pngHint')} @click=${c.do.chartPng}>${t('chart.png')}</button>`
          : nothing
      }
    </header>
    <div id="chart-body" role="tabpanel" aria-labelledby=${`tab-${state.chart}`}>
      ${{ loss: lossChart, norms: normsChart, classes }[state.chart](c)}
    </div>
    ${state.chart === 'loss' ? key(c) : nothing}
  </section>`;
}

/** Which line is which. @param {Context} c */
function key(c) {
  return html`<ul class="key">${lossLines(c)
    .reverse()
    .map(
      ({ name, colour, dash }) =>
        html`<li><svg width="26" height="8" aria-hidden="true"><line x1="0" y1="4" x2="26" y2="4" stroke=${colour} stroke-width="2" stroke-dasharray=${dash.join(' ') || nothing}></line></svg>${name}</li>`,
    )}</ul>`;
}
