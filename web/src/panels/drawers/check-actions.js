/** The gradcheck of the tape as it is now. */
import { check } from '../../session/checker.js';
import { late } from '../../session/late.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export function checkActions({ get, set, session }) {
  return {
    async check() {
      set({
        drawers: { check: { phase: 'asked', step: get().run.frame?.progress.step ?? 0, rows: [] } },
      });
      const tape = await session.tape();
      if (!tape) return set({ drawers: { check: null } });
      const { bytes, step } = tape;
      /** @type {import('../../shared/protocol.js').CheckRow[]} */
      let rows = [];
      set({ drawers: { check: { phase: 'busy', step, rows } } });
      const loaded = await late('double').catch(() => null);
      if (loaded === null) return set({ drawers: { check: { phase: 'missing', step, rows } } });
      try {
        await check(session.makeWorker, bytes, (row) => {
          rows = [...rows, row];
          set({ drawers: { check: { phase: 'busy', step, rows } } });
        });
        set({ drawers: { check: { phase: 'done', step, rows } } });
      } catch {
        set({ drawers: { check: { phase: 'broken', step, rows } } });
      }
    },
  };
}
