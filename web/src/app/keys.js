/** Keys that work anywhere on the page but in a field. */

/** Fields take all keys; a control that is moved has only its arrows. @param {Element} element */
const isField = (element) =>
  element.matches('input:not([type="range"]), select, textarea') ||
  (element instanceof HTMLElement && element.isContentEditable);

/** What the space bar presses, and what arrows move, when it was reached by keyboard. */
const PRESSED = 'button, summary, a';
const MOVED = '[role="slider"], [role="tab"]';

/**
 * Where a pointer last came down. What is there has the focus, but whoever uses the pointer expects the
 * keys to do what the page says of them, and not to press it again. On the map, which is not among
 * MOVED, arrows go on moving the point that the pointer has placed.
 * @type {Element | null}
 */
let pointed = null;

/**
 * A letter as it is on the key: with Caps Lock or Hangul on, R is still meant. Layouts with Latin
 * letters decide themselves where theirs are; brackets are where a US keyboard has them, too.
 * @param {KeyboardEvent} event
 */
function keyOf({ key, code }) {
  if (/^[a-z[\]]$/i.test(key)) return key.toLowerCase();
  if (code.startsWith('Bracket')) return code === 'BracketLeft' ? '[' : ']';
  return code.startsWith('Key') ? code.slice(3).toLowerCase() : key;
}

/** @param {PointerEvent} event */
export function pointedAt({ target }) {
  pointed = target instanceof Element ? target : null;
}

/**
 * Heard twice: on the way to what has the focus, for what a pointer has left it at, and on the way
 * back, when that has taken the keys that are its own.
 * @param {KeyboardEvent} event
 * @param {import('./state.js').State} state
 * @param {import('./actions.js').Actions} actions
 */
export function pressed(event, state, actions) {
  const { target, eventPhase } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
  if (event.key === 'Tab') pointed = null;
  /** @param {string} kind */
  const byPointer = (kind) => pointed !== null && pointed.closest(kind) === target.closest(kind);
  if (eventPhase === Event.CAPTURING_PHASE) {
    if (event.key !== 'ArrowRight' || !target.matches(MOVED) || !byPointer(MOVED)) return;
  }
  if (event.key === 'Escape') {
    if (state.shell.sheet) actions.sheet(null);
    else if (target.closest('#inspector') && !byPointer('#inspector')) actions.leave();
    else if (state.selection.path) actions.select(null);
    return;
  }
  if (isField(target) || state.run.phase === 'loading' || state.run.phase === 'broken') return;
  const key = keyOf(event);
  if (key === ' ' && target.closest(PRESSED) && !byPointer(PRESSED)) return;
  if (key === 'ArrowRight' && target.matches('[type="range"]')) return;
  const action = /** @type {Record<string, () => void>} */ ({
    ' ': actions.toggle,
    ArrowRight: actions.step,
    r: actions.reset,
    f: actions.fit,
    '[': () => actions.walk(-1),
    ']': () => actions.walk(1),
    // Of a card that is chosen already: by pressing it again it would be let go.
    Enter: target.matches('.card[aria-pressed="true"]') ? actions.enter : undefined,
  })[key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}
