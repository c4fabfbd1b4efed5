/** Keys that work anywhere on the page but in a field. */
import { panelsOf } from './views.js';

/**
 * @typedef {import('./state.js').State} State
 * @typedef {import('./state.js').Actions} Actions
 */

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
 * What keys do wherever the focus is, unless a panel takes them.
 * @type {NonNullable<import('../panels/panel.js').Panel<State, Actions>['keys']>}
 */
const SHARED = {
  ' ': ({ do: actions }) => actions.run.toggle,
  ArrowRight: ({ do: actions }) => actions.run.step,
  r: ({ do: actions }) => actions.run.reset,
  '[':
    ({ do: actions }) =>
    () =>
      actions.selection.walk(-1),
  ']':
    ({ do: actions }) =>
    () =>
      actions.selection.walk(1),
  Escape: ({ state, do: actions }) =>
    state.selection.path ? () => actions.selection.select(null) : undefined,
};

/**
 * The action of a key: of the panel that lies on top of the others, or the shared one.
 * @param {string} key
 * @param {import('../panels/panel.js').Press<State, Actions>} press
 */
function actionOf(key, press) {
  const own = panelsOf(press.state).map(({ keys = {} }) => keys);
  for (const keys of [...own.reverse(), SHARED]) {
    const action = Object.hasOwn(keys, key) ? keys[key](press) : undefined;
    if (action) return action;
  }
  return undefined;
}

/**
 * Called twice: on the way to what has the focus, for what a pointer has left it at, and on the way
 * back, when that has taken the keys that are its own.
 * @param {KeyboardEvent} event
 * @param {State} state
 * @param {Actions} actions
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
  const press = { state, do: actions, target, pointed: byPointer };
  if (event.key === 'Escape') return actionOf('Escape', press)?.();
  const { phase } = state.run;
  if (isField(target) || phase === 'loading' || phase === 'broken') return;
  const key = keyOf(event);
  if (key === ' ' && target.closest(PRESSED) && !byPointer(PRESSED)) return;
  if (key === 'ArrowRight' && target.matches('[type="range"]')) return;
  const action = actionOf(key, press);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}
