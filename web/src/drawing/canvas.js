/** Canvases and inline sizes inside lit-html templates. */
import { noChange } from 'lit-html';
import { Directive, directive, PartType } from 'lit-html/directive.js';

/**
 * @callback Paint
 * @param {CanvasRenderingContext2D} context one unit is one CSS pixel, 0 is the left upper corner
 * @param {number} width in CSS pixels
 * @param {number} height
 * @returns {boolean | void} true: there is more to paint, in another frame
 */

class PaintDirective extends Directive {
  /** @type {unknown[] | undefined} */
  seen;

  /** @param {import('lit-html/directive.js').PartInfo} part */
  constructor(part) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('paint() stands on an element');
  }

  /** @param {Paint} _paint @param {unknown[]} _on */
  render(_paint, _on) {
    return noChange;
  }

  /**
   * @override
   * @param {import('lit-html/directive.js').ElementPart} part
   * @param {[Paint, unknown[]]} args
   */
  update(part, [paint, on]) {
    const canvas = /** @type {HTMLCanvasElement} */ (part.element);
    if (this.seen && on.every((value, i) => Object.is(value, this.seen?.[i]))) return noChange;
    this.seen = on;
    // After the whole page is rendered: a canvas has a size then.
    if (!queued) queueMicrotask(paintSome);
    queued = true;
    pending.set(canvas, paint);
    return noChange;
  }
}

/** What is still to be painted; first asked, first painted. @type {Map<HTMLCanvasElement, Paint>} */
const pending = new Map();
let queued = false;
let resumed = 0;

/** How long canvases are painted in one frame, in milliseconds. */
const PAINTING_MS = 5;

/** Those that were painted before: what runs for the first time takes longest, and has a frame for itself. */
const known = new WeakSet();

/** Paints for a while, and leaves the rest to the coming frames. */
function paintSome() {
  queued = false;
  cancelAnimationFrame(resumed);
  paintPending(PAINTING_MS);
  if (pending.size > 0) resumed = requestAnimationFrame(paintSome);
}

/**
 * Paints what is still to be painted.
 * @param {number} [most] time, in milliseconds
 */
export function paintPending(most = Infinity) {
  const end = performance.now() + most;
  // All sizes at first: to ask for one after a canvas has changed would lay the page out again.
  const sizes = [...pending.keys()].map(({ clientWidth, clientHeight }) => [
    clientWidth,
    clientHeight,
  ]);
  const density = (window.devicePixelRatio || 1) * zoomOfPage();
  const canvases = [...pending];
  for (const [i, [canvas, paint]] of canvases.entries()) {
    const [width, height] = sizes[i];
    pending.delete(canvas);
    if (draw(canvas, paint, width, height, density)) pending.set(canvas, paint);
    if (performance.now() > end || (most < Infinity && !known.has(canvas))) {
      known.add(canvas);
      return;
    }
  }
  if (most === Infinity && pending.size > 0) paintPending();
}

/** How much larger the style sheet draws the page than it says: for a projector. */
const zoomOfPage = () => Number(getComputedStyle(document.body).getPropertyValue('zoom')) || 1;

/** @type {Map<string, OffscreenCanvasRenderingContext2D>} */
const scratches = new Map();

/**
 * Draws pixels over the whole area that is painted.
 * @param {CanvasRenderingContext2D} context
 * @param {ImageData} pixels
 * @param {number} width of the area in CSS pixels
 * @param {number} height
 * @param {boolean} smooth
 */
export function drawPixels(context, pixels, width, height, smooth) {
  const { a: density, e: left, f: top } = context.getTransform();
  if (
    pixels.width === Math.round(width * density) &&
    pixels.height === Math.round(height * density)
  ) {
    context.putImageData(pixels, left, top);
    return;
  }
  const size = `${pixels.width}x${pixels.height}`;
  // To make a canvas costs far more than to use it again.
  let scratch = scratches.get(size);
  if (!scratch) {
    scratch = new OffscreenCanvas(pixels.width, pixels.height).getContext('2d') ?? undefined;
    if (!scratch) return;
    scratches.set(size, scratch);
  }
  scratch.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(scratch.canvas, 0, 0, width, height);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Paint} paint
 * @param {number} width
 * @param {number} height
 * @param {number} density pixels of the canvas for one of the style sheet
 * @returns {boolean} whether there is more to paint
 */
function draw(canvas, paint, width, height, density) {
  if (width === 0 || height === 0) return false;
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext('2d');
  if (!context) return false;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return paint(context, width, height) === true;
}

/**
 * Paints a canvas whenever one of the values in `on` has changed.
 * @type {(paint: Paint, on: unknown[]) => unknown}
 */
export const painted = directive(PaintDirective);

/** What is painted for an element on the canvas that it shares with others. @type {WeakMap<Element, Paint>} */
const patches = new WeakMap();

class PatchDirective extends Directive {
  /** @param {Paint} _paint */
  render(_paint) {
    return noChange;
  }

  /**
   * @override
   * @param {import('lit-html/directive.js').ElementPart} part
   * @param {[Paint]} args
   */
  update(part, [paint]) {
    patches.set(part.element, paint);
    return noChange;
  }
}

/**
 * What an element of the class "patch" has painted in its place by `patchwork`.
 * @type {(paint: Paint) => unknown}
 */
export const patch = directive(PatchDirective);

/**
 * Paints the patches of its parent on a canvas that lies over them. To a browser every canvas is a
 * layer, which it carries through each frame: dozens of small ones cost more than their pixels.
 * @type {Paint}
 */
export function patchwork(context, width, height) {
  const { canvas } = context;
  const density = context.getTransform().a;
  const base = canvas.getBoundingClientRect();
  // The page may be drawn larger than its style sheet says.
  const zoom = width / base.width;
  for (const element of canvas.parentElement?.querySelectorAll('.patch') ?? []) {
    const paint = patches.get(element);
    const rect = element.getBoundingClientRect();
    const [x, y] = [(rect.left - base.left) * zoom, (rect.top - base.top) * zoom];
    const [w, h] = [rect.width * zoom, rect.height * zoom];
    if (!paint || x >= width || y >= height || x + w <= 0 || y + h <= 0) continue;
    const [left, top] = [Math.round(x * density), Math.round(y * density)];
    context.save();
    context.setTransform(density, 0, 0, density, left, top);
    context.beginPath();
    context.rect(0, 0, w, h);
    context.clip();
    paint(context, w, h);
    context.restore();
  }
}

class CssDirective extends Directive {
  /** @param {Record<string, string>} _properties */
  render(_properties) {
    return noChange;
  }

  /**
   * @override
   * @param {import('lit-html/directive.js').ElementPart} part
   * @param {[Record<string, string>]} args
   */
  update(part, [properties]) {
    const { style } = /** @type {HTMLElement} */ (part.element);
    for (const [name, value] of Object.entries(properties)) {
      if (style.getPropertyValue(name) !== value) style.setProperty(name, value);
    }
    return noChange;
  }
}

/**
 * Sets CSS properties through the object model: a style attribute would need `unsafe-inline`.
 * @type {(properties: Record<string, string>) => unknown}
 */
export const css = directive(CssDirective);

/** @param {string} name of a colour token, "--ink" @returns {string} */
export const token = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
