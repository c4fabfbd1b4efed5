/** The function learned: a map or a line, the data on it, a probe, and each neuron's own map. */
import { html, nothing } from 'lit-html';
import { drawPixels, painted, patch, patchwork } from '../../drawing/canvas.js';
import { scale } from '../../drawing/scale.js';
import { rove } from '../../elements/events.js';
import { short, tickText } from '../../shared/formats.js';
import { lastName } from '../../shared/paths.js';
import { groupsOf } from '../../state/layers.js';
import { awaitsPoints } from '../../state/own.js';
import { areaOf, axesOf, targetRange } from './area.js';
import { placePoints } from './points.js';
import { drawTools } from './tools.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../shared/protocol.js').MapFrame} MapFrame
 * @typedef {CanvasRenderingContext2D} Canvas
 */

/** @param {Canvas} context @param {MapFrame} map @param {number} width @param {number} height @param {boolean} smooth */
function paintMap(context, map, width, height, smooth) {
  const pixels = new ImageData(map.rgba, map.width, map.height);
  drawPixels(context, pixels, width, height, smooth);
}

/** @param {Context} c @param {Canvas} context @param {number} width @param {number} height */
function paintProbe(c, context, width, height) {
  const { state, colours } = c;
  if (!state.selection.probe) return;
  const [x0, x1, low, high] = axesOf(state);
  const x = scale([x0, x1], [0, width]).at(state.selection.probe[0]);
  // On a line it rests on the answer, but where a point is about to be drawn.
  const answers = state.run.points?.inputs === 1 && !state.shell.drawing;
  const y = scale([low, high], [height, 0]).at(
    answers ? (state.selection.probed?.output[0] ?? 0) : state.selection.probe[1],
  );
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    context.moveTo(x + dx * 8, y + dy * 8);
    context.lineTo(x + dx * 13, y + dy * 13);
  }
  context.stroke();
}

/**
 * @param {Context} c
 * @param {MapFrame} map
 * @param {Canvas} context
 * @param {number} width
 * @param {number} height
 * @param {boolean} [small] without numbers, for which there is no room
 */
function paintLine(c, map, context, width, height, small) {
  const { colours, state } = c;
  const neuron = map.of !== 'output';
  const [low, high] = neuron ? map.scale : targetRange(state);
  const y = scale([low, high], [height, 0], { count: 4 });
  context.font = `10px ${colours.mono}`;
  for (const tick of small ? [0] : y.ticks) {
    context.fillStyle = colours.line;
    context.fillRect(0, Math.round(y.at(tick)), width, 1);
    context.fillStyle = colours.soft;
    if (!small) context.fillText(tickText(tick), 4, y.at(tick) - 3);
  }
  context.strokeStyle = colours.ink;
  context.lineWidth = 2;
  context.beginPath();
  map.values?.forEach((value, i) => {
    const x = ((i + 0.5) * width) / map.width;
    if (i === 0) context.moveTo(x, y.at(value));
    else context.lineTo(x, y.at(value));
  });
  context.stroke();
}

/**
 * Where a function without data is made small: its variable, and its value there.
 * @param {Context} c
 * @param {Canvas} context
 * @param {number} width
 * @param {number} height
 */
function paintVariable(c, context, width, height) {
  const { state, colours } = c;
  const { points, frame, graph } = state.run;
  if (!points || !graph || points.x.length > 0) return;
  const [x, y] = [state.run.parameters[0], graph.root].map((id) => frame?.nodes?.get(id));
  if (!x || !y) return;
  const [x0, x1] = areaOf(state);
  context.fillStyle = colours.gradientPlus;
  context.strokeStyle = colours.card;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(
    scale([x0, x1], [0, width]).at(x.statistics.mean),
    scale(targetRange(state), [height, 0]).at(y.statistics.mean),
    6,
    0,
    2 * Math.PI,
  );
  context.fill();
  context.stroke();
}

/** @param {Context} c @returns {import('../../drawing/canvas.js').Paint} */
function paint(c) {
  const { state } = c;
  return (context, width, height) => {
    const map = state.run.frame?.map;
    if (map && map.height > 1) paintMap(context, map, width, height, !state.map.discrete);
    if (map && map.height === 1) paintLine(c, map, context, width, height);
    const more = placePoints(c, context, width, height);
    paintVariable(c, context, width, height);
    paintProbe(c, context, width, height);
    return more;
  };
}

/** @param {Context} c */
function neurons(c) {
  const { state, t, colours } = c;
  const group = groupsOf(state.run.hidden)[state.map.neuronGroup];
  if (!group) return nothing;
  const layer = state.run.hidden[group.layer];
  // Their room is kept, so that the map does not change its size when they come.
  if (!state.run.frame?.neurons) return html`<div class="units"><div></div></div>`;
  // One of them takes the Tab key; the arrow keys go on from it.
  const shown = (state.map.neuron?.unit ?? 0) - group.from;
  const current = Math.max(0, Math.min(shown, state.run.frame.neurons.length - 1));
  return html`<div class="units" role="group" aria-label=${t('map.neurons', { layer: layer.name })} @keydown=${rove}><div>${state.run.frame.neurons.map(
    (map, i) => {
      const unit = group.from + i;
      return html`<button
        aria-label=${t('map.neuron', { layer: layer.name, unit })}
        tabindex=${i === current ? 0 : -1}
        aria-pressed=${state.map.neuron?.pinned === true && state.map.neuron.unit === unit}
        @pointerenter=${() => c.do.map.neuron(unit, false)}
        @pointerleave=${() => c.do.map.neuron(null, false)}
        @focus=${() => c.do.map.neuron(unit, false)}
        @blur=${() => c.do.map.neuron(null, false)}
        @click=${() => c.do.map.neuron(unit, true)}
      ><span class="patch" ${patch((context, width, height) =>
        map.height > 1
          ? paintMap(context, map, width, height, true)
          : paintLine(c, map, context, width, height, true),
      )}></span></button>`;
    },
  )}<canvas class="patches" aria-hidden="true" ${painted(patchwork, [state.run.frame.neurons, colours, c.size])}></canvas></div></div>`;
}

/** Whose neurons are shown, when there are several layers, or too many for once. @param {Context} c */
function groupChoice({ state, t, do: actions }) {
  const groups = groupsOf(state.run.hidden);
  if (groups.length < 2) return nothing;
  return html`<select class="field small" aria-label=${t('network.layers')} @change=${actions.map.neuronGroup}>
    ${groups.map(({ layer, from, count }, i) => {
      const { name, units } = state.run.hidden[layer];
      const part = { layer: name, from, to: from + count - 1 };
      return html`<option value=${i} .selected=${i === state.map.neuronGroup}>${t(count < units ? 'map.neuronsPart' : 'map.neurons', part)}</option>`;
    })}
  </select>`;
}

/** @param {Context} c */
export function mapPanel(c) {
  const { state, t, colours } = c;
  const inputs = state.run.points?.inputs ?? 2;
  const tested = !state.run.points || state.run.points.x.length / inputs > state.run.points.train;
  const map = state.run.frame?.map;
  const variable = state.run.points?.x.length === 0 && state.run.frame?.nodes;
  const shown = state.map.neuron;
  const layer = shown && state.run.hidden[shown.layer - 1];
  const title =
    shown && layer
      ? t('map.neuron', { layer: lastName(layer.name), unit: shown.unit })
      : t('map.title');
  const probe =
    state.selection.probe &&
    t('map.probeAt', {
      input: `(${state.selection.probe.slice(0, inputs).map(short).join(', ')})`,
      output: (state.selection.probed?.output ?? []).map(short).join(', ') || '…',
    });
  return html`<section class="panel map" aria-label=${t('map.title')}>
    <header>
      <h2>${title}</h2>
      <span class="together push">
        ${inputs === 2 ? html`<button class="chip" aria-pressed=${state.map.discrete} @click=${c.do.map.discrete}>${t('map.discrete')}</button>` : nothing}
        ${tested && inputs <= 2 ? html`<button class="chip" aria-pressed=${state.map.showTest} @click=${c.do.map.showTest}>${t('map.test')}</button>` : nothing}
      </span>
    </header>
    <div class="body">
    ${
      inputs > 2
        ? html`<p class="empty">${t('map.none')}</p>`
        : html`<div class="ground"><canvas
            class=${state.shell.drawing ? 'surface drawing' : 'surface'}
            tabindex="0"
            role="application"
            aria-label=${`${t(inputs === 1 ? 'map.line' : 'map.label')}. ${t(state.shell.drawing ? 'map.drawHint' : 'map.probeHint')} ${probe ?? ''}`}
            @pointerdown=${c.do.map.surface.pointer}
            @pointermove=${c.do.map.surface.pointer}
            @pointerup=${c.do.map.surface.pointer}
            @contextmenu=${c.do.map.surface.menu}
            @keydown=${c.do.map.surface.key}
            ${painted(paint(c), [map, variable, state.run.points, state.selection.probe, state.selection.probed, state.map.showTest, state.map.discrete, colours, c.size])}
          ></canvas>${awaitsPoints(state) ? html`<p class="empty">${t('map.own')}</p>` : nothing}</div>`
    }
    ${neurons(c)}
    </div>
    ${inputs > 2 ? nothing : drawTools(c)}
    ${groupChoice(c)}
    <p class="reading">${
      probe
        ? html`<span class="number">◎ ${probe}</span><button class="chip" @click=${c.do.map.endProbe}>${t('map.probeOff')}</button>`
        : html`<span class="hint keyed">${t(state.shell.drawing ? 'map.drawHint' : 'map.probeHint')}</span
            ><span class="hint fingers">${t(state.shell.drawing ? 'map.fingersDraw' : 'map.fingers')}</span>`
    }</p>
  </section>`;
}
