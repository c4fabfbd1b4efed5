/** The page's beginning: state, session, actions, and the loop that draws. */
// First of all, so that the worker boots meanwhile.
import '../session/workers.js';

import * as formulas from 'slm:formulas';
import { chooseLanguage } from '../i18n/text.js';
import { replyHandlers } from '../session/replies.js';
import { makeRequests } from '../session/requests.js';
import { Session } from '../session/session.js';
import { makeWorker } from '../session/workers.js';
import { isSelfStarting, SPEEDS } from '../state/slices.js';
import { createStore, patched } from '../state/store.js';
import { makeActions } from './actions.js';
import { applyTheme } from './document.js';
import { pointedAt, pressed } from './keys.js';
import { Loop } from './loop.js';
import { followAddress, openAddress } from './opening.js';
import { panels } from './panels.js';
import { recall } from './preferences.js';
import { initialState, reduce } from './state.js';

const darkQuery = matchMedia('(prefers-color-scheme: dark)');
const store = createStore(
  reduce,
  patched(initialState, {
    shell: {
      language: chooseLanguage(navigator.languages),
      systemDark: darkQuery.matches,
      still: matchMedia('(prefers-reduced-motion: reduce)').matches,
      ...recall(),
    },
  }),
);
const { get, dispatch } = store;
/** @param {import('../state/store.js').Patch} patch */
const set = (patch) => dispatch({ type: 'set', patch });

const requests = makeRequests(
  get,
  panels.flatMap(({ look = [] }) => look),
);
const session = new Session(
  makeWorker,
  {
    ...replyHandlers({ get, dispatch, requests }),
    changing: () => requests.touch(),
    replaced(step) {
      const curves = get().run.frame?.curves;
      if (curves) set({ run: { past: { step, curves } } });
      set({ shell: { notice: { key: 'say.restarted', args: { step }, warning: true } } });
    },
    broken: (problem) =>
      set({
        run: { phase: 'broken' },
        shell: { notice: { key: 'say.broken', problem, warning: true } },
      }),
  },
  openAddress(store),
);
const actions = makeActions(store, session);

// Said at once, so that the first step waits for nothing of the page.
if (isSelfStarting(get())) session.pace(SPEEDS[get().run.speed]);

// Before anything is drawn, so that no other colours flash up.
applyTheme(get().shell);

const loop = new Loop({ store, actions, session, requests, formulas });

const printQuery = matchMedia('print');
printQuery.addEventListener('change', () => {
  set({ shell: { printing: printQuery.matches } });
  loop.print();
});
darkQuery.addEventListener('change', () => set({ shell: { systemDark: darkQuery.matches } }));
window.addEventListener('resize', () => loop.touch());
window.addEventListener('pointerdown', pointedAt, { capture: true });
for (const capture of [true, false])
  window.addEventListener('keydown', (event) => pressed(event, get(), actions), { capture });
followAddress(store, session);

const begin = () => loop.begin(/** @type {HTMLElement} */ (document.getElementById('app')));
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
else begin();
