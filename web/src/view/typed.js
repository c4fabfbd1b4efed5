/** The value of a field that a person types into. */
import { noChange } from 'lit-html';
import { Directive, directive } from 'lit-html/directive.js';
import { setCommittedValue } from 'lit-html/directive-helpers.js';

/**
 * The page is drawn anew many times a second while it trains. What is being typed stays: a field with
 * the focus is written only when its value has changed by other means since the last drawing.
 */
class Typed extends Directive {
  /** @type {string | undefined} */
  #drawn;

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
    const typing = field === document.activeElement && value === this.#drawn;
    this.#drawn = value;
    if (typing || field.value === value) return noChange;
    setCommittedValue(part);
    return value;
  }
}

export const typed = directive(Typed);
