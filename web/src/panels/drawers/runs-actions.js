/** Runs that are kept, saved and loaded. */

import { download } from '../../elements/events.js';
import { RunFileError, readRunFile, writeRunFile } from '../../session/files.js';
import { keptWithCurrent } from '../../state/slices.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('./slice.js').State>} Kit
 * @typedef {import('../../shared/protocol.js').Recipe} Recipe
 */

/** @param {Kit} kit */
export function runActions({ get, set, session }) {
  return {
    keep: () => set({ run: { kept: keptWithCurrent(get()) } }),
    /** @param {number} index */
    forget: (index) => set({ run: { kept: get().run.kept.filter((run) => run.index !== index) } }),
    async save() {
      const saved = await session.save();
      if (!saved) return;
      const { recipe, bytes } = saved;
      download(
        new Blob([writeRunFile(recipe, bytes)], { type: 'application/json' }),
        'slm-run.json',
      );
    },
    /** @param {Event} event */
    async load(event) {
      const input = /** @type {HTMLInputElement} */ (event.target);
      const file = input.files?.[0];
      if (!file) return;
      try {
        const { recipe, bytes } = readRunFile(await file.text());
        set({ run: { refused: null }, shell: { notice: null } });
        const opened = await session.open(recipe, bytes);
        const args = { file: file.name, step: opened?.step ?? 0 };
        if (opened) set({ shell: { notice: { key: 'runs.loaded', args } } });
      } catch (error) {
        const reason = error instanceof RunFileError ? error.reason : 'file.notRun';
        set({ shell: { notice: { key: 'runs.badFile', reason, warning: true } } });
      }
      input.value = '';
    },
  };
}
