/** One setting, as the engine describes it. */
import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { refusal } from '../../elements/number-field.js';
import { typed } from '../../elements/typed.js';
import { limitText } from '../../shared/formats.js';

/**
 * @typedef {import('./slice.js').Context} Context
 * @typedef {import('../../shared/protocol.js').KeyDescription} KeyDescription
 */

/** Keys that the data drawer shows; all others belong to the network's. */
export const DATA_KEYS = ['data', 'samples', 'noise', 'test_ratio', 'batch', 'data_seed'];

/** @param {KeyDescription} key @param {Context} c */
function rangeOf(key, c) {
  if (key.low === undefined || key.high === undefined) return '';
  return c.t(key.open ? 'network.rangeOpen' : 'network.range', {
    low: limitText(key.low),
    high: limitText(key.high),
  });
}

/** @param {Context} c @param {KeyDescription} key */
export function setting(c, key) {
  const { state, t } = c;
  const value = state.run.config[key.key] ?? key.default;
  const id = `set-${key.key}`;
  const help = [c.words.keyDescription(key.key), rangeOf(key, c)].filter(Boolean).join(' · ');
  const change = t(key.change === 'reset' ? 'network.restart' : 'network.now');
  const onchange = (/** @type {Event} */ event) => c.do.settings.set(key.key, event);
  const refused = state.run.refused?.key === key.key ? state.run.refused : null;
  const described = refused ? `${id}-refused ${id}-help` : `${id}-help`;
  const control =
    key.kind === 'choice'
      ? html`<select
          class="field"
          id=${id}
          aria-describedby=${described}
          aria-invalid=${refused ? 'true' : nothing}
          @change=${onchange}
        >
          ${(key.choices ?? []).map(
            (choice) =>
              html`<option value=${choice} .selected=${live(choice === value)}>${c.words.choice(key.key, choice)}</option>`,
          )}
        </select>`
      : html`<input
          class="field number"
          id=${id}
          aria-describedby=${described}
          aria-invalid=${refused ? 'true' : nothing}
          inputmode=${key.kind === 'widths' || key.kind === 'choices' ? 'text' : 'decimal'}
          .value=${typed(value, refused)}
          @change=${onchange}
        />`;
  return html`<div class="setting">
    <label for=${id}>${c.words.key(key.key)} ${c.state.shell.language === 'en' ? nothing : html`<code>${key.key}</code>`}</label>
    ${control}
    ${refused ? refusal(c.refused?.text, `${id}-refused`) : nothing}
    <p class="hint" id=${`${id}-help`}>${help} <span class=${`change ${key.change}`}>${change}</span></p>
  </div>`;
}
