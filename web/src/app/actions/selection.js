/** Which node of the tape is chosen. */
import { show } from '../../panels/graph/viewing.js';
import { pathOf } from '../../shared/paths.js';
import { shownPicture } from '../../state/tape.js';
import { neighbour } from '../../state/walk.js';

/** @typedef {import('../../session/commands.js').Kit<import('../../panels/graph/slice.js').State>} Kit */

/**
 * Whether the chosen node is shown over the page, as in the style sheet: below it nobody would see it.
 */
const isOverlaid = () => matchMedia('(max-width: 1100px)').matches;

/** @param {Element | null} element */
const focusOn = (element) => /** @type {HTMLElement | null} */ (element)?.focus();

const panelOf = () => document.getElementById('inspector');
const chosenCard = () =>
  /** @type {HTMLElement | null} */ (document.querySelector('.card[aria-pressed="true"]'));

/** Brings the chosen card out from below the panel that lies over the page. */
function uncover() {
  const [panel, card] = [panelOf(), chosenCard()];
  if (!panel || !card) return;
  const over = card.getBoundingClientRect().bottom + 16 - panel.getBoundingClientRect().top;
  if (over > 0) window.scrollBy(0, over);
}

/** Goes to the chosen node where it lies over the page. */
function openOverlay() {
  uncover();
  const panel = panelOf();
  panel?.querySelector('.body')?.scrollTo(0, 0);
  panel?.focus({ preventScroll: true });
}

/** @param {Kit} kit */
export function selectionActions(kit) {
  const { get, dispatch } = kit;

  /** @param {string | null} path */
  function select(path) {
    const card = chosenCard();
    const inside = panelOf()?.contains(document.activeElement);
    const chosen = path === get().selection.path ? null : path;
    dispatch({ type: 'select', path: chosen });
    // Keys go on where the node is shown, and from its card once it is closed.
    if (chosen === null && inside) focusOn(card ?? document.getElementById('graph'));
    else if (chosen !== null && isOverlaid()) requestAnimationFrame(openOverlay);
  }

  return {
    select,
    /** Chooses the next node of the tape's order, or the one before. @param {1 | -1} by */
    walk(by) {
      const item = neighbour(get(), shownPicture(get()).items, by);
      const { graph } = get().run;
      if (!graph || !item) return;
      const onCard = document.activeElement === chosenCard();
      dispatch({ type: 'select', path: pathOf(item.node, graph), walked: true });
      show(kit, item.key);
      requestAnimationFrame(() => {
        if (onCard) focusOn(chosenCard());
        if (isOverlaid()) uncover();
      });
    },
    /** From the chosen card to the panel that describes it. */
    enter: () => focusOn(panelOf()),
    /** And back; what lies over the page closes then. */
    leave() {
      const card = chosenCard();
      if (!card || isOverlaid()) select(null);
      else focusOn(card);
    },
  };
}
