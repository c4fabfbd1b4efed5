/** The colours in use, read from the style sheet once per look. */

import { token } from './canvas.js';
import { paletteOf } from './colour.js';

/**
 * @typedef {import('./colour.js').Palette} Palette
 * @typedef {{ look: string, value: Palette, gradient: Palette, ink: string, soft: string,
 *   line: string, middle: string, shade: string, card: string, focus: string, warning: string, valuePlus: string,
 *   valueMinus: string, gradientPlus: string, gradientMinus: string, classes: string[], mono: string,
 *   sans: string, thick: number }} Colours thick: what widths of lines are multiplied by
 * @typedef {{ theme: string, systemDark: boolean, printing: boolean, projector: boolean }} Look
 */

/** @type {Colours | undefined} */
let colours;

/** @param {Look} state @returns {Colours} the same object until the look changes */
export function coloursOf(state) {
  const look = `${isDark(state)} ${state.projector}`;
  if (colours?.look === look) return colours;
  colours = {
    look,
    value: paletteOf(token, 'value'),
    gradient: paletteOf(token, 'gradient'),
    ink: token('--ink'),
    soft: token('--soft'),
    line: token('--line'),
    middle: token('--zero'),
    shade: token('--shade'),
    card: token('--card'),
    focus: token('--focus'),
    warning: token('--warning'),
    valuePlus: token('--value-plus'),
    valueMinus: token('--value-minus'),
    gradientPlus: token('--gradient-plus'),
    gradientMinus: token('--gradient-minus'),
    classes: Array.from({ length: 8 }, (_, k) => token(`--class-${k}`)),
    thick: Number(token('--thick')) || 1,
    mono: token('--mono'),
    sans: token('--sans'),
  };
  return colours;
}

/** Paper is always light. @param {Look} state */
export const isDark = ({ theme, systemDark, printing }) =>
  !printing && (theme === 'dark' || (theme === 'system' && systemDark));
