/** The loop that draws what has changed, and asks for the next frame meanwhile. */
import { render } from 'lit-html';
import { paintPending } from '../drawing/canvas.js';
import { contextOf } from './context.js';
import { applyTheme } from './document.js';
import { page } from './page.js';
import { panels } from './panels.js';
import { remember } from './preferences.js';
import { growth } from './state.js';
import { panelsOf } from './views.js';

/**
 * @typedef {import('./state.js').State} State
 *
 * @typedef {object} Parts of the page
 * @property {ReturnType<typeof import('../state/store.js').createStore<State>>} store
 * @property {import('./state.js').Actions} actions
 * @property {import('../session/session.js').Session} session
 * @property {import('../session/requests.js').Requests} requests
 * @property {typeof import('slm:formulas')} formulas
 */

export class Loop {
  /** @type {HTMLElement} */
  #root = document.createElement('div');
  /** Whether something has changed since the last frame. */
  #dirty = true;
  /** @type {State} */
  #rendered;
  /** What the sizes of elements change, until they are there. @type {Map<string, (element: HTMLElement) => void>} */
  #unseen;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { store } = parts;
    this.#rendered = store.get();
    this.#unseen = new Map([
      // Drawers begin below both.
      ['.bar', this.#heightAs('--bar')],
      ['.sentence', this.#heightAs('--sentence')],
    ]);
    for (const { sizes = {} } of panels)
      for (const [selector, patch] of Object.entries(sizes))
        this.#unseen.set(selector, (element) => this.#set(patch(element)));
    store.subscribe(() => this.touch());
  }

  /** The page is drawn again with the next frame. */
  touch() {
    this.#dirty = true;
  }

  /** @param {HTMLElement} root that the page is drawn into from now on */
  begin(root) {
    this.#root = root;
    root.replaceChildren();
    // Before the first frame, which is busy enough with styles.
    this.#draw();
    requestAnimationFrame((now) => this.#tick(now));
  }

  /** Draws all at once: paper takes what is drawn when this returns. */
  print() {
    const { get } = this.parts.store;
    for (let more = growth(get()); more; more = growth(get())) this.#set(more);
    applyTheme(get().shell);
    this.#draw();
    paintPending();
  }

  /** @param {import('../state/store.js').Patch} patch */
  #set(patch) {
    this.parts.store.dispatch({ type: 'set', patch });
  }

  /** @param {string} property */
  #heightAs(property) {
    return (/** @type {HTMLElement} */ { offsetHeight }) =>
      this.#root.style.setProperty(property, `${offsetHeight}px`);
  }

  /** @param {number} now */
  #tick(now) {
    requestAnimationFrame((next) => this.#tick(next));
    const { store, session, requests } = this.parts;
    // First, since a look holds colours.
    if (this.#dirty) applyTheme(store.get().shell);
    // The worker makes the next frame while this one is drawn.
    const look = session.idle ? requests.at(now) : null;
    if (look) session.look(look);
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#draw();
    const more = growth(store.get());
    if (more) this.#set(more);
  }

  #draw() {
    const { store, actions, formulas } = this.parts;
    const state = store.get();
    const focused = document.activeElement;
    const around = focused?.closest('.panel, .sheet');
    render(page(contextOf(state, actions, formulas)), this.#root);
    // What had the focus may be gone, as a module's title is when it is folded: keys go on beside it.
    if (around && !focused?.isConnected) {
      const near = around.matches('[tabindex]') ? around : around.querySelector('[tabindex="0"]');
      /** @type {HTMLElement | null} */ (near)?.focus({ preventScroll: true });
    }
    this.#observe();
    for (const { drawn } of panelsOf(state)) drawn?.(state, actions);
    const { theme, language } = this.#rendered.shell;
    if (state.shell.theme !== theme || state.shell.language !== language) remember(state.shell);
    this.#rendered = state;
  }

  #observe() {
    for (const [selector, onSize] of this.#unseen) {
      const element = /** @type {HTMLElement | null} */ (this.#root.querySelector(selector));
      if (!element) continue;
      this.#unseen.delete(selector);
      new ResizeObserver(() => onSize(element)).observe(element);
    }
  }
}
