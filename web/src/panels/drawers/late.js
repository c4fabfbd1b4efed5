/** What is loaded at its first use: the gradcheck’s engine, the C code. */
import { check } from '../../session/checker.js';
import { late } from '../../session/late.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 */

/** @param {Kit} kit */
export function lateActions({ get, set, session }) {
  return {
    check() {
      set({
        drawers: { check: { phase: 'asked', step: get().run.frame?.progress.step ?? 0, rows: [] } },
      });
      session.look({ type: 'tape' });
    },
    /** The tape that was asked for. @param {Uint8Array} bytes @param {number} step */
    async checkTape(bytes, step) {
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
