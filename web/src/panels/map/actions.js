/** The map: what it shows, and the tools for own points. */
import { textOf } from '../../elements/events.js';
import { groupsOf } from '../../state/layers.js';
import { mapHandlers } from './pointer.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export function mapActions(kit) {
  const { get, set } = kit;
  return {
    discrete: () => set({ map: { discrete: !get().map.discrete } }),
    showTest: () => set({ map: { showTest: !get().map.showTest } }),
    /** @param {number | null} unit @param {boolean} pin */
    neuron(unit, pin) {
      const { neuron, neuronGroup } = get().map;
      const { hidden } = get().run;
      if (neuron?.pinned && !pin) return;
      const same = pin && neuron?.pinned && neuron.unit === unit;
      const { layer } = groupsOf(hidden)[neuronGroup];
      const chosen = unit === null || same ? null : { layer: layer + 1, unit, pinned: pin };
      set({ map: { neuron: chosen } });
    },
    /** @param {Event} event */
    neuronGroup: (event) => set({ map: { neuronGroup: Number(textOf(event)), neuron: null } }),
    /** @param {number} brush */
    brush: (brush) => set({ map: { brush } }),
    endProbe: () => set({ selection: { probe: null, probed: null } }),
    surface: mapHandlers(kit),
  };
}
