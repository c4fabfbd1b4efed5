/** Settings of the network and the training, as the engine has their keys. */
import { textOf } from './elements.js';

/**
 * @typedef {import('./kit.js').Kit} Kit
 */

/** @param {Kit} kit */
export function settingActions({ get, tell }) {
  return {
    /** @param {string} key @param {Event} event */
    set: (key, event) => tell.setKey(key, textOf(event).trim()),
    /** @param {number} i @param {Event} event */
    width(i, event) {
      const widths = get().config.hidden.split(',');
      // An empty field, or one of letters, is no layer less: the engine refuses a width of 0.
      const typed = textOf(event).trim() || '0';
      tell.setKey('hidden', widths.map((width, k) => (k === i ? typed : width)).join(','));
    },
    /** @param {number} i @param {Event} event */
    activation(i, event) {
      const widths = get().config.hidden.split(',');
      const given = get().config.activation.split(',');
      tell.setKey(
        'activation',
        widths.map((_, k) => (k === i ? textOf(event) : (given[k] ?? given[0]))).join(','),
      );
    },
    addLayer() {
      const { hidden, activation } = get().config;
      const widths = hidden.split(',').filter(Boolean);
      const given = activation.split(',');
      if (given.length > 1) tell.setKey('activation', given[0]);
      tell.setKey('hidden', [...widths, widths.at(-1) ?? '8'].join(','));
    },
    /** @param {number} i */
    removeLayer(i) {
      const { hidden, activation } = get().config;
      const given = activation.split(',');
      if (given.length > 1) tell.setKey('activation', given[0]);
      tell.setKey(
        'hidden',
        hidden
          .split(',')
          .filter((_, k) => k !== i)
          .join(','),
      );
    },
  };
}
