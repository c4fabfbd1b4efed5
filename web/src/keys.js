/** Keys that work anywhere on the page but in a field. */

/** @param {EventTarget | null} target */
const takesKeys = (target) =>
  target instanceof HTMLElement &&
  (target.matches('input, select, textarea, [role="slider"], [role="application"], [role="tab"]') ||
    target.isContentEditable);

/**
 * The button that was last pressed with a pointer. It has the focus, but whoever uses the pointer
 * expects the space bar to train and not to press it again.
 * @type {Element | null}
 */
let pointed = null;

/**
 * A letter as it is on the key: with Caps Lock or Hangul on, R is still meant. Layouts with Latin
 * letters decide themselves where theirs are.
 * @param {KeyboardEvent} event
 */
function keyOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  return code.startsWith('Key') ? code.slice(3).toLowerCase() : key;
}

/** @param {PointerEvent} event */
export function pointedAt(event) {
  pointed = event.target instanceof Element ? event.target.closest('button') : null;
}

/**
 * @param {KeyboardEvent} event
 * @param {import('./model/state.js').State} state
 * @param {import('./actions.js').Actions} actions
 */
export function pressed(event, state, actions) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    if (state.sheet) actions.sheet(null);
    else if (state.selected) actions.select(null);
    return;
  }
  if (takesKeys(event.target) || state.phase === 'loading' || state.phase === 'broken') return;
  if (event.key === 'Tab') pointed = null;
  // A button reached by keyboard keeps its own space bar.
  const focused = event.target instanceof Element && event.target.closest('button, summary, a');
  const onButton = focused && focused !== pointed;
  const action = /** @type {Record<string, () => void>} */ ({
    ' ': actions.toggle,
    ArrowRight: actions.step,
    r: actions.reset,
    f: actions.fit,
  })[keyOf(event)];
  if (!action || (event.key === ' ' && onButton)) return;
  event.preventDefault();
  action();
}
