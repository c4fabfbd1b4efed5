/** The drawer of the link, and what a lesson leaves out. */
import { html } from 'lit-html';
import { LONGEST } from '../../session/link.js';
import { HIDEABLE } from '../../state/fields.js';

/**
 * @typedef {import('./slice.js').Context} Context
 */

/** @param {Context} c */
export function linkDrawer(c) {
  const { state, t } = c;
  const long = c.hash.length > LONGEST;
  return html`<p>${t('link.hint')}</p>
    ${
      long
        ? html`<p class="refusal">${t('link.tooLong')}</p>`
        : html`<label for="address">${t('link.field')}</label>
          <input class="field number" id="address" readonly .value=${c.address} @focus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} />
          <div class="row"><button class="button" @click=${() => c.do.drawers.copyLink(c.address)}>${t('link.copy')}</button>
          <span role="status">${state.drawers.link === 'copied' ? t('link.copied') : state.drawers.link === 'manual' ? t('link.manual') : ''}</span></div>`
    }
    <fieldset><legend>${t('link.hide')}</legend>${HIDEABLE.map(
      (part) =>
        html`<label class="check"><input type="checkbox" .checked=${state.shell.hide.has(part)} @change=${() => c.do.shell.hide(part)} /> ${t(`${part === 'inspector' ? 'inspect' : part}.title`)}</label>`,
    )}</fieldset>`;
}
