/** How numbers spread: bars of equal width from the lowest to the highest. */
import { html, nothing, svg } from 'lit-html';
import { short } from '../shared/formats.js';

/**
 * @typedef {import('../shared/protocol.js').Histogram} Histogram
 */

/** Of the drawing, in its own units; the style sheet says how large it is. */
const WIDE = 128;
const TALL = 24;

/**
 * The bars of one sign as a path.
 * @param {Histogram} histogram
 * @param {boolean} minus
 */
function bars({ low, high, counts }, minus) {
  const most = Math.max(1, ...counts);
  const wide = WIDE / counts.length;
  let path = '';
  counts.forEach((n, i) => {
    const middle = low + ((high - low) * (i + 0.5)) / counts.length;
    if (n === 0 || middle < 0 !== minus) return;
    const top = TALL - Math.max(1, (TALL * n) / most);
    path += `M${(i * wide).toFixed(1)},${TALL}V${top.toFixed(1)}h${(wide - 0.5).toFixed(1)}V${TALL}z`;
  });
  return path;
}

/**
 * @param {Histogram} histogram
 * @param {'value' | 'gradient'} pair
 * @param {string} [label] left out where the numbers beside it say the same
 */
export const histogramOf = (histogram, pair, label) => html`<svg
    class=${`bars ${pair}`}
    viewBox=${`0 0 ${WIDE} ${TALL}`}
    preserveAspectRatio="none"
    role=${label ? 'img' : nothing}
    aria-label=${label ?? nothing}
    aria-hidden=${label ? nothing : 'true'}
  >${svg`<path class="minus" d=${bars(histogram, true)}></path><path d=${bars(histogram, false)}></path>`}</svg>
  <span class="range number">${histogram.counts.some(Boolean) ? `${short(histogram.low)} … ${short(histogram.high)}` : '–'}</span>`;
