/** The colours in use, read from the style sheet once per theme. */
import { paletteOf } from '../model/colour.js';
import { token } from './canvas.js';

/**
 * @typedef {import('../model/colour.js').Palette} Palette
 * @typedef {{ dark: boolean, value: Palette, gradient: Palette, ink: string, soft: string,
 *   line: string, middle: string, shade: string, card: string, focus: string, warning: string, valuePlus: string,
 *   valueMinus: string, gradientPlus: string, gradientMinus: string, mono: string, sans: string }} Colours
 */

/** @type {Colours | undefined} */
let colours;

/** @param {boolean} dark @returns {Colours} the same object until the theme changes */
export function coloursOf(dark) {
  if (colours?.dark === dark) return colours;
  colours = {
    dark,
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
    mono: token('--mono'),
    sans: token('--sans'),
  };
  return colours;
}

/** Paper is always light. @param {{ theme: string, systemDark: boolean, printing: boolean }} state */
export const isDark = ({ theme, systemDark, printing }) =>
  !printing && (theme === 'dark' || (theme === 'system' && systemDark));
