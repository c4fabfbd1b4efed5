/** What actions need of elements and events. */

/** @param {Event} event */
export const textOf = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/**
 * Where a pointer is in an element, in the element's own pixels: the page may be drawn larger.
 * @param {HTMLElement} element
 * @param {MouseEvent} event
 * @returns {[number, number]}
 */
export function within(element, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  const k = element.offsetWidth / box.width || 1;
  return [(clientX - box.left) * k, (clientY - box.top) * k];
}

/**
 * Arrow keys go from button to button of a group that is one stop for the Tab key.
 * @param {KeyboardEvent} event heard by the group
 * @param {number} [columns] of the buttons, where they stand in rows
 */
export function rove(event, columns = 1) {
  const buttons = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll('button')];
  const now = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  const by = {
    ArrowLeft: -1,
    ArrowUp: -columns,
    ArrowRight: 1,
    ArrowDown: columns,
    Home: -now,
    End: buttons.length - 1 - now,
  }[event.key];
  if (by === undefined || now < 0) return;
  event.preventDefault();
  event.stopPropagation();
  buttons[now + by]?.focus();
}

/** Gives a file to the person. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
