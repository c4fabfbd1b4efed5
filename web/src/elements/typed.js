/** The value of a field that a person types into. */
import { noChange } from 'lit-html';
import { Directive, directive } from 'lit-html/directive.js';
import { setCommittedValue } from 'lit-html/directive-helpers.js';

/** A person takes a field in hand by going to it, by selecting in it and by typing. */
const TAKEN = ['focus', 'pointerdown', 'select', 'keydown', 'input'];

/**
 * The page is drawn anew many times a second while it trains. A field in hand stays as it is, its
 * selection too, until it is left or what was typed is taken over; from then on a field that still
 * has the focus is written only when its value has changed since the last drawing, for the answer
 * to what was typed comes later. The second argument is why that was refused, or null.
 */
class Typed extends Directive {
  /** @type {string | undefined} */
  #drawn;
  /** @type {HTMLInputElement | undefined} */
  #field;
  #inHand = false;
  /** When what was typed was last taken over. */
  #left = 0;
  /** @type {unknown} */
  #refused = null;

  /** @param {string} value @param {unknown} [_refused] */
  render(value, _refused) {
    return value;
  }

  /**
   * @override
   * @param {import('lit-html').PropertyPart} part
   * @param {[string, unknown?]} values
   */
  update(part, [value, refused = null]) {
    const field = /** @type {HTMLInputElement} */ (/** @type {unknown} */ (part.element));
    this.#watch(field);
    // What was refused gives way to the value that still holds.
    const again = refused !== null && refused !== this.#refused;
    const stays = this.#inHand || (value === this.#drawn && !again);
    this.#drawn = value;
    this.#refused = refused;
    if ((stays && field === document.activeElement) || field.value === value) return noChange;
    setCommittedValue(part);
    return value;
  }

  /** @param {HTMLInputElement} field */
  #watch(field) {
    if (this.#field === field) return;
    this.#field = field;
    for (const type of TAKEN) {
      field.addEventListener(type, ({ timeStamp }) => {
        // What was selected before the field was left is told with the next frame, which can be after.
        if (timeStamp > this.#left) this.#inHand = true;
      });
    }
    field.addEventListener('change', ({ timeStamp }) => {
      this.#inHand = false;
      this.#left = timeStamp;
    });
  }
}

export const typed = directive(Typed);
