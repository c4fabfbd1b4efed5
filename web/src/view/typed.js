/** The value of a field that a person types into. */
import { noChange } from 'lit-html';
import { Directive, directive } from 'lit-html/directive.js';
import { setCommittedValue } from 'lit-html/directive-helpers.js';

/**
 * The page is drawn anew many times a second while it trains. What is being typed stays, also when
 * the answer to what was typed before comes meanwhile; and a field with the focus is written only
 * when its value has changed since the last drawing.
 */
class Typed extends Directive {
  /** @type {string | undefined} */
  #drawn;
  /** @type {HTMLInputElement | undefined} */
  #field;
  #typing = false;

  /** @param {string} value */
  render(value) {
    return value;
  }

  /**
   * @override
   * @param {import('lit-html').PropertyPart} part
   * @param {[string]} values
   */
  update(part, [value]) {
    const field = /** @type {HTMLInputElement} */ (/** @type {unknown} */ (part.element));
    this.#watch(field);
    const stays = this.#typing || value === this.#drawn;
    this.#drawn = value;
    if ((stays && field === document.activeElement) || field.value === value) return noChange;
    setCommittedValue(part);
    return value;
  }

  /** @param {HTMLInputElement} field */
  #watch(field) {
    if (this.#field === field) return;
    this.#field = field;
    field.addEventListener('input', () => {
      this.#typing = true;
    });
    field.addEventListener('change', () => {
      this.#typing = false;
    });
  }
}

export const typed = directive(Typed);
