/** Settings of the network and the training, as the engine has their keys. */

import { textOf } from '../../elements/events.js';
import { OWN } from '../../shared/recipe.js';
import { activationsOf, listOf } from '../../state/layers.js';
import { areOwn } from '../../state/own.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('../state.js').State>} Kit
 */

/** @param {Kit} kit */
export function settingActions({ get, set, commands }) {
  /**
   * Other layers. Where each has an activation of its own, it keeps it: while their number changes,
   * one is for all.
   * @param {(list: string[]) => string[]} change of the widths, and of the activations
   */
  function changeLayers(change) {
    const config = commands.wanted();
    const activations = listOf(config.activation);
    const each = activations.length > 1;
    set({ run: { widthAt: null } });
    if (each) commands.setKey('activation', activations[0]);
    commands.setKey('hidden', change(listOf(config.hidden)).join(','));
    if (each) commands.setKey('activation', change(activations).join(',') || activations[0]);
  }

  /** @param {number} i @param {(width: string) => string} change */
  function changeWidth(i, change) {
    const widths = listOf(commands.wanted().hidden);
    set({ run: { widthAt: i } });
    commands.setKey(
      'hidden',
      widths.map((width, k) => (k === i ? change(width) : width)).join(','),
    );
  }

  return {
    /** Of other data own ones take the place: no point of theirs may pass for one. */
    drawPoints() {
      if (!areOwn(get())) commands.setKey('data', OWN);
      set({ shell: { drawing: !get().shell.drawing } });
    },
    /** @param {string} key @param {Event} event */
    set(key, event) {
      const value = textOf(event).trim();
      if (key === 'data') set({ shell: { drawing: value === OWN } });
      commands.setKey(key, value);
    },
    /** @param {number} i @param {Event} event */
    width(i, event) {
      // An empty field, or one of letters, is no layer less: the engine refuses a width of 0.
      const typed = textOf(event).trim() || '0';
      changeWidth(i, () => typed);
    },
    /** @param {number} i @param {number} by */
    widen: (i, by) => changeWidth(i, (width) => String(Number(width) + by)),
    /** @param {number} i @param {Event} event */
    activation(i, event) {
      const activations = activationsOf(commands.wanted());
      activations[i] = textOf(event);
      commands.setKey('activation', activations.join(','));
    },
    /** A layer like the one before it, or like the first. @param {number} at place of the new layer */
    addLayer(at) {
      const usual = get().run.engine?.config.keys.find(({ key }) => key === 'hidden')?.default;
      changeLayers((list) => [
        ...list.slice(0, at),
        list[Math.max(0, at - 1)] ?? listOf(usual)[0] ?? '1',
        ...list.slice(at),
      ]);
    },
    /** @param {number} i @param {Event} event */
    removeLayer(i, event) {
      // The button goes with the layer: the focus stays beside it.
      const layer = /** @type {HTMLElement} */ (event.currentTarget).parentElement;
      const before = layer?.previousElementSibling;
      if (before instanceof HTMLButtonElement) before.focus();
      changeLayers((list) => list.filter((_, k) => k !== i));
    },
  };
}
