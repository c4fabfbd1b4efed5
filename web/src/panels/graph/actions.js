/** The graph: what is folded or left out, how large it is drawn. */
import { fit, zoom } from '../../drawing/viewport.js';
import { toggled } from '../../state/store.js';
import { drawn } from './drawn.js';
import { planeHandlers } from './plane.js';
import { anchor, redraw, viewed } from './viewing.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export function graphActions(kit) {
  const { get, set } = kit;
  return {
    /** @param {string} module */
    fold: (module) =>
      anchor(kit, `m:${module}`, () =>
        set({ tape: { collapsed: toggled(get().tape.collapsed, module) } }),
      ),
    /** @param {string[]} modules */
    foldAll: (modules) =>
      redraw(kit, () => {
        const none = get().tape.collapsed.size > 0;
        set({ tape: { collapsed: new Set(none ? [] : modules) } });
      }),
    toggleGroups: () =>
      redraw(kit, () => set({ tape: { grouped: !get().tape.grouped, collapsed: new Set() } })),
    togglePlain: () => redraw(kit, () => set({ tape: { hidePlain: !get().tape.hidePlain } })),
    fit() {
      const shown = drawn(get());
      if (shown) set({ graph: { view: fit(shown.layout, get().graph.plane, { whole: true }) } });
    },
    /** @param {number} factor */
    zoomBy(factor) {
      const now = viewed(get());
      const { width, height } = get().graph.plane;
      if (now) set({ graph: { view: zoom(now.view, factor, [width / 2, height / 2]) } });
    },
    plane: planeHandlers(kit),
  };
}
