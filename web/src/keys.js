/** Keys that work anywhere on the page but in a field. */

/** @param {EventTarget | null} target */
const takesKeys = (target) =>
  target instanceof HTMLElement &&
  (target.matches('input, select, textarea, [role="slider"], [role="application"], [role="tab"]') ||
    target.isContentEditable);

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
  // A button keeps its own space bar.
  const onButton =
    event.target instanceof HTMLElement && event.target.closest('button, summary, a');
  const action = /** @type {Record<string, () => void>} */ ({
    ' ': actions.toggle,
    ArrowRight: actions.step,
    r: actions.reset,
    f: actions.fit,
  })[event.key];
  if (!action || (event.key === ' ' && onButton)) return;
  event.preventDefault();
  action();
}
