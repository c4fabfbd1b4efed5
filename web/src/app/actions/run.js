/** Training: on and off, one step, from the beginning, and what it is that is trained. */

import { textOf } from '../../elements/events.js';
import { OWN } from '../../shared/recipe.js';
import { areOwn } from '../../state/own.js';
import { isSelfStarting, SPEEDS } from '../../state/slices.js';

/**
 * @typedef {import('../../session/commands.js').Kit<import('../state.js').State>} Kit
 */

/** @param {Kit} kit */
export function runActions({ get, set, session, commands }) {
  const rate = () => SPEEDS[get().run.speed];

  /** @param {string} scenario */
  const open = (scenario) => {
    commands.begin({ scenario, config: {}, points: get().run.recipe?.points ?? null, changes: [] });
    const own = scenario === OWN;
    if (own) set({ shell: { sheet: 'data', drawing: true } });
    else set({ shell: { drawing: false } });
  };

  return {
    toggle() {
      const running = get().run.phase === 'running';
      set({ run: { phase: running ? 'paused' : 'running' } });
      // A sentence about the link or the engine stays while the first run begins by itself.
      if (get().run.frame) set({ shell: { notice: null } });
      session.pace(running ? 0 : rate());
    },
    step() {
      if (get().run.phase === 'running') {
        set({ run: { phase: 'paused' } });
        session.pace(0);
      }
      set({ shell: { notice: null } });
      session.step();
    },
    reset() {
      set({ shell: { notice: null } });
      session.change({ kind: 'reset' });
    },
    seed() {
      const seed = String(Math.floor(Math.random() * 1e6));
      commands.setKey('seed', seed);
      if (!areOwn(get())) commands.setKey('data_seed', seed);
    },
    /** @param {Event} event */
    speed(event) {
      set({ run: { speed: Number(textOf(event)) } });
      const { phase } = get().run;
      const trains = phase === 'running' || (phase === 'loading' && isSelfStarting(get()));
      if (trains) session.pace(rate());
    },
    /** @param {Event} event */
    scenario: (event) => open(textOf(event)),
    open,
  };
}
