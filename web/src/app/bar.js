/** The bar of controls, and the sentence below it. */
import { html, nothing } from 'lit-html';
import { LANGUAGES, pieces } from '../i18n/text.js';
import { narrate } from '../panels/voice/narrate.js';
import { count, short } from '../shared/formats.js';
import { scenarioOf } from '../state/own.js';
import { SPEEDS } from '../state/slices.js';

/** @typedef {import('./page.js').Context} Context */

/** @param {Context} c */
function speed(c) {
  const { state, t } = c;
  const rate = SPEEDS[state.run.speed];
  const text =
    rate === Infinity ? t('control.speedMax') : t('control.speedValue', { rate: count(rate) });
  return html`<label class="speed" title=${text}>
    <span>${t('control.slow')}</span>
    <input
      type="range"
      min="0"
      max=${SPEEDS.length - 1}
      step="1"
      .value=${String(state.run.speed)}
      aria-label=${t('control.speed')}
      aria-valuetext=${text}
      @input=${c.do.speed}
    />
    <span>${t('control.fast')}</span>
  </label>`;
}

/** @param {Context} c */
function counts(c) {
  const { state, t } = c;
  const progress = state.run.frame?.progress;
  const number = (/** @type {number | undefined} */ n) => count(n ?? 0);
  return html`<dl class="counts">
    <div><dt>${t('count.step')}</dt><dd data-count="step">${number(progress?.step)}</dd></div>
    <div><dt>${t('count.epoch')}</dt><dd data-count="epoch">${number(progress?.epoch)}</dd></div>
    <div><dt>${t('count.loss')}</dt><dd data-count="loss">${progress && Number.isFinite(progress.loss) ? short(progress.loss) : '–'}</dd></div>
    <div class="rate"><dt>${t('count.rate')}</dt><dd data-count="rate">${number(Math.round(state.run.frame?.rate ?? 0))}</dd></div>
  </dl>`;
}

/** @param {Context} c */
function scenario(c) {
  const { state, t } = c;
  const scenarios = state.run.engine?.config.scenarios ?? [];
  return html`<select class="field" aria-label=${t('data.scenario')} @change=${c.do.scenario} ?disabled=${!state.run.engine}>
    ${scenarios.map(
      ({ name }) =>
        html`<option value=${name} .selected=${name === scenarioOf(state)}>${c.words.scenario(name)}</option>`,
    )}
  </select>`;
}

/** @param {Context} c @param {import('../state/slices.js').Sheet} name @param {import('../i18n/text.js').TextKey} key */
export const sheetButton = (c, name, key) => html`<button
  class="button"
  id=${`open-${name}`}
  aria-expanded=${c.state.shell.sheet === name}
  aria-controls="sheet"
  @click=${() => c.do.sheet(name)}
>${c.t(key)}</button>`;

/** @param {Context} c */
export function bar(c) {
  const { state, t } = c;
  const running = state.run.phase === 'running';
  const idle = state.run.phase === 'loading' || state.run.phase === 'broken';
  return html`<header class="bar" role="banner">
    <a class="skip" href="#graph" @click=${c.do.skip}>${t('app.skip')}</a>
    <div class="brand"><h1>${t('app.name')}</h1><span>${t('app.tagline')}</span></div>
    ${scenario(c)}
    <div class="group" role="group" aria-label=${t('control.bar')}>
      <button class="button main" ?disabled=${idle} @click=${c.do.toggle}>
        <span aria-hidden="true">${running ? '❚❚' : '▶'}</span>${t(running ? 'control.pause' : 'control.play')}
      </button>
      <button class="button" ?disabled=${idle} @click=${c.do.step}>${t('control.step')}</button>
      <button class="button" ?disabled=${idle} title=${t('control.resetHint')} @click=${c.do.reset}>
        <span aria-hidden="true">↺</span>${t('control.reset')}
      </button>
      <button class="button" ?disabled=${idle} title=${t('control.seedHint')} @click=${c.do.seed}>${t('control.seed')}</button>
    </div>
    ${speed(c)} ${counts(c)}
    <div class="group push settings">
      ${LANGUAGES.map(
        (language) => html`<button
          class="button square"
          lang=${language}
          aria-pressed=${state.shell.language === language}
          @click=${() => c.do.language(language)}
        >${language === 'ko' ? '한국어' : 'EN'}</button>`,
      )}
      <button
        class="button square"
        aria-label=${`${t('control.theme')}: ${t(`theme.${state.shell.theme}`)}`}
        title=${`${t('control.theme')}: ${t(`theme.${state.shell.theme}`)}`}
        @click=${c.do.theme}
      ><span aria-hidden="true">${{ system: '◐', light: '○', dark: '●' }[state.shell.theme]}</span></button>
      <button
        class="button square"
        aria-label=${t('control.projector')}
        title=${t('control.projector')}
        aria-pressed=${state.shell.projector}
        @click=${c.do.projector}
      ><svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"></path></svg></button>
    </div>
  </header>`;
}

/** The engine's sentences have no full stop, and here others follow. @param {string} text */
const ended = (text) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** @param {Context} c */
export function sentence(c) {
  const { state, t } = c;
  const parts = narrate(state);
  const said = parts.map(
    ({ key, args = {}, node, strong, apart, warning, problem, more, reason }) => {
      /** @type {Record<string, unknown>} */
      const shown = {};
      const text = t(key, args);
      // A particle or a full stop stays with the name.
      const end = /\{name\}(\S*)/.exec(text)?.[1] ?? '';
      if (node) {
        shown.name = html`<span class="whole"><button class="name" @click=${() => c.do.select(node)}>${node}</button>${end}</span>`;
      }
      const problems = [...(problem ? [problem] : []), ...(more ?? [])].map((each) =>
        ended(c.problem(each)),
      );
      shown.reason = [...(reason ? [t(reason, args)] : []), ...problems].join(' ');
      const body = pieces(text.replace(`{name}${end}`, '{name}'), shown);
      if (strong) return html`<strong>${body}</strong> `;
      if (apart) return html`<span class="apart">${body}</span> `;
      return warning ? html`<span class="warning">${body}</span> ` : html`${body} `;
    },
  );
  return html`<div class="sentence">
    <p>${said}</p>
    <div class="group">
      ${state.shell.hide.has('data') ? nothing : sheetButton(c, 'data', 'control.data')}
      ${state.shell.hide.has('network') ? nothing : sheetButton(c, 'network', 'control.network')}
      ${state.shell.hide.has('runs') ? nothing : sheetButton(c, 'runs', 'control.runs')}
      ${state.shell.hide.has('check') ? nothing : sheetButton(c, 'check', 'check.title')}
      ${sheetButton(c, 'link', 'control.link')}
    </div>
    <p class="hidden" role="status">${t(`say.${state.run.phase === 'running' ? 'announceRunning' : state.run.phase === 'paused' ? 'announcePaused' : state.run.phase}`)}</p>
  </div>`;
}
