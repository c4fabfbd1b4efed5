/** What is loaded at its first use: the gradcheck’s engine, the C code. */
import { check } from '../../session/checker.js';
import { late } from '../../session/late.js';

/**
 * @typedef {import('../../session/commands.js').Kit} Kit
 */

/** @param {Kit} kit */
export function lateActions({ get, set, session }) {
  return {
    check() {
      set({ check: { phase: 'asked', step: get().frame?.progress.step ?? 0, rows: [] } });
      session.look({ type: 'tape' });
    },
    /** The tape that was asked for. @param {Uint8Array} bytes @param {number} step */
    async checkTape(bytes, step) {
      /** @type {import('../../shared/protocol.js').CheckRow[]} */
      let rows = [];
      set({ check: { phase: 'busy', step, rows } });
      const loaded = await late('double').catch(() => null);
      if (loaded === null) return set({ check: { phase: 'missing', step, rows } });
      try {
        await check(session.makeWorker, bytes, (row) => {
          rows = [...rows, row];
          set({ check: { phase: 'busy', step, rows } });
        });
        set({ check: { phase: 'done', step, rows } });
      } catch {
        set({ check: { phase: 'broken', step, rows } });
      }
    },
    async loadSources() {
      set({ sources: 'coming' });
      set({ sources: await late('sources').catch(() => /** @type {const} */ ('missing')) });
    },
  };
}
