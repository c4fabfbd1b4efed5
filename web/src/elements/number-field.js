/** A field for a number, and why one that was typed into it was refused. */
import { html, nothing } from 'lit-html';
import { typed } from './typed.js';

/**
 * @param {string | undefined} text
 * @param {string | typeof nothing} [id]
 */
export const refusal = (text, id = nothing) =>
  html`<p class="refusal" id=${id} role="alert">${text}</p>`;

/**
 * A number that was refused gives way to the last one, and the message is at the field.
 * @param {object} field
 * @param {number} field.value
 * @param {number} [field.low]
 * @param {number} [field.high]
 * @param {string} field.label
 * @param {string} field.id of the message
 * @param {unknown} field.refused why it was refused, null if it was not
 * @param {string} [field.message] left out where another field shows it
 * @param {(event: Event) => void} field.change
 */
export function numberField({ value, low, high, label, id, refused, message, change }) {
  return html`<input
      class="field number"
      type="number"
      min=${low ?? nothing}
      max=${high ?? nothing}
      aria-label=${label}
      aria-invalid=${refused ? 'true' : nothing}
      aria-describedby=${refused ? id : nothing}
      .value=${typed(String(value), refused)}
      @change=${change}
    />${refused && message !== undefined ? refusal(message, id) : nothing}`;
}
