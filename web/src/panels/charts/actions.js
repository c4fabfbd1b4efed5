/** The charts: which one, its cursor, its files. */

import { PLOT, scalesOf } from '../../drawing/plot.js';
import { download, within } from '../../elements/events.js';
import { nearest } from '../../shared/series.js';
import { writeCurves } from './csv.js';
import { rows } from './look.js';
import { samplesOf, stepAt } from './reading.js';
import { chartsOf } from './slice.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 * @typedef {import('./slice.js').State} State
 */

/** @param {Kit} kit */
export function chartActions({ get, set }) {
  /** @param {number} step */
  const cursorTo = (step) => set({ charts: { cursor: Math.max(0, Math.round(step)) } });

  return {
    /** @param {State['charts']['chart']} chart */
    open: (chart) => set({ charts: { chart } }),
    /** Arrow keys go from tab to tab. @param {KeyboardEvent} event */
    tabKey(event) {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      const tabs = chartsOf(get());
      const chart = tabs[(tabs.indexOf(get().charts.chart) + by + tabs.length) % tabs.length];
      set({ charts: { chart } });
      requestAnimationFrame(() => document.getElementById(`tab-${chart}`)?.focus());
    },
    log: () => set({ charts: { log: !get().charts.log } }),
    /** @param {PointerEvent} event */
    pointer(event) {
      const canvas = /** @type {HTMLCanvasElement} */ (event.currentTarget);
      const curve = samplesOf(get());
      const runs = get().run.kept.map(({ train }) => train);
      const shown = get().charts.chart === 'loss' ? [curve, ...runs] : [curve];
      const { x } = scalesOf({ curves: shown }, canvas.clientWidth, canvas.clientHeight);
      const [at] = within(canvas, event);
      const i = nearest(curve, x.invert(Math.max(PLOT.left, at)));
      if (i >= 0) cursorTo(curve.steps[i]);
    },
    leave: () => set({ charts: { cursor: null } }),
    /** @param {KeyboardEvent} event */
    key(event) {
      const curve = samplesOf(get());
      const { steps } = curve;
      if (steps.length === 0) return;
      const last = steps.length - 1;
      const now = nearest(curve, stepAt(get()));
      const far = Math.max(1, Math.round(last / 20));
      const to = {
        ArrowLeft: now - 1,
        ArrowRight: now + 1,
        PageDown: now - far,
        PageUp: now + far,
        Home: 0,
        End: last,
      }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      cursorTo(steps[Math.min(last, Math.max(0, to))]);
    },
    /** @param {State['charts']['measure']} measure */
    measure: (measure) => set({ charts: { measure } }),
    csv() {
      const { frame, kept: runs } = get().run;
      // Those of layers and parameters are kept up while they are on the screen.
      const layered = rows.request(get()) ? (frame?.rows ?? []) : [];
      /** @type {[string, import('../../shared/series.js').Curve][]} */
      const kept = runs.flatMap(({ index, train, test }) => [
        [`run ${index}: loss`, train],
        [`run ${index}: test_loss`, test],
      ]);
      const series = layered.flatMap(
        ({ name, norm, ratio }) =>
          /** @type {typeof kept} */ ([
            [`${name}: gradient_norm`, norm],
            [`${name}: update_ratio`, ratio],
          ]),
      );
      const text = writeCurves([...Object.entries(frame?.curves ?? {}), ...kept, ...series]);
      download(new Blob([text], { type: 'text/csv' }), 'history.csv');
    },
    /** @param {(shown: HTMLCanvasElement) => Promise<Blob>} picture */
    async png(picture) {
      const canvas = /** @type {HTMLCanvasElement | null} */ (
        document.querySelector('canvas.plot')
      );
      if (canvas) download(await picture(canvas), `${get().charts.chart}.png`);
    },
  };
}
