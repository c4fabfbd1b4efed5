/** The bar of controls. */
import { html } from 'lit-html';
import { LANGUAGES } from '../i18n/text.js';
import { count, short } from '../shared/formats.js';
import { scenarioOf } from '../state/own.js';
import { SPEEDS } from '../state/slices.js';

/** @typedef {import('./state.js').Context} Context */

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
      @input=${c.do.run.speed}
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
  return html`<select class="field" aria-label=${t('data.scenario')} @change=${c.do.run.scenario} ?disabled=${!state.run.engine}>
    ${scenarios.map(
      ({ name }) =>
        html`<option value=${name} .selected=${name === scenarioOf(state)}>${c.words.scenario(name)}</option>`,
    )}
  </select>`;
}

/** @param {Context} c */
export function bar(c) {
  const { state, t } = c;
  const running = state.run.phase === 'running';
  const idle = state.run.phase === 'loading' || state.run.phase === 'broken';
  return html`<header class="bar" role="banner">
    <a class="skip" href="#graph" @click=${c.do.shell.skip}>${t('app.skip')}</a>
    <div class="brand"><h1>${t('app.name')}</h1><span>${t('app.tagline')}</span></div>
    ${scenario(c)}
    <div class="group" role="group" aria-label=${t('control.bar')}>
      <button class="button main" ?disabled=${idle} @click=${c.do.run.toggle}>
        <span aria-hidden="true">${running ? '❚❚' : '▶'}</span>${t(running ? 'control.pause' : 'control.play')}
      </button>
      <button class="button" ?disabled=${idle} @click=${c.do.run.step}>${t('control.step')}</button>
      <button class="button" ?disabled=${idle} title=${t('control.resetHint')} @click=${c.do.run.reset}>
        <span aria-hidden="true">↺</span>${t('control.reset')}
      </button>
      <button class="button" ?disabled=${idle} title=${t('control.seedHint')} @click=${c.do.run.seed}>${t('control.seed')}</button>
    </div>
    ${speed(c)} ${counts(c)}
    <div class="group push settings">
      ${LANGUAGES.map(
        (language) => html`<button
          class="button square"
          lang=${language}
          aria-pressed=${state.shell.language === language}
          @click=${() => c.do.shell.language(language)}
        >${language === 'ko' ? '한국어' : 'EN'}</button>`,
      )}
      <button
        class="button square"
        aria-label=${`${t('control.theme')}: ${t(`theme.${state.shell.theme}`)}`}
        title=${`${t('control.theme')}: ${t(`theme.${state.shell.theme}`)}`}
        @click=${c.do.shell.theme}
      ><span aria-hidden="true">${{ system: '◐', light: '○', dark: '●' }[state.shell.theme]}</span></button>
      <button
        class="button square"
        aria-label=${t('control.projector')}
        title=${t('control.projector')}
        aria-pressed=${state.shell.projector}
        @click=${c.do.shell.projector}
      ><svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"></path></svg></button>
    </div>
  </header>`;
}
