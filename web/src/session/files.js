/** A saved run as a file: its recipe, and the engine's bytes in base64. */

/** @typedef {import('../shared/protocol.js').Recipe} Recipe */

const FORMAT = 'slm-run-1';

/** Why a file is no saved run, as a key of the dictionary. */
export class RunFileError extends Error {
  /** @param {import('../i18n/text.js').TextKey} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @param {Recipe} recipe @param {Uint8Array} bytes @returns {string} JSON */
export function writeRunFile(recipe, bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return JSON.stringify({ format: FORMAT, recipe, weights: btoa(text) }, null, 1);
}

/**
 * @param {string} text
 * @returns {{ recipe: Recipe, bytes: Uint8Array }}
 * @throws {RunFileError} when it is not such a file; what the numbers are worth the engine decides
 */
export function readRunFile(text) {
  const file = attempt(() => JSON.parse(text), 'file.notJson');
  if (file?.format !== FORMAT || typeof file.weights !== 'string') {
    throw new RunFileError('file.notRun');
  }
  const { scenario, config, points, changes } = file.recipe ?? {};
  const texts = (/** @type {unknown} */ value) => typeof value === 'string' && value.length < 200;
  const sound =
    texts(scenario) &&
    config?.constructor === Object &&
    Object.values(config).every(texts) &&
    Array.isArray(changes) &&
    changes.every((c) => Number.isInteger(c?.step) && texts(c?.key) && texts(c?.value)) &&
    (points === null || (Array.isArray(points?.rows) && points.rows.every(isRow)));
  if (!sound) throw new RunFileError('file.badRecipe');
  const packed = attempt(() => atob(file.weights), 'file.badWeights');
  const bytes = Uint8Array.from(packed, (c) => c.charCodeAt(0));
  return { recipe: { scenario, config, points, changes }, bytes };
}

/**
 * @template T
 * @param {() => T} read
 * @param {import('../i18n/text.js').TextKey} reason when it cannot be read
 */
function attempt(read, reason) {
  try {
    return read();
  } catch {
    throw new RunFileError(reason);
  }
}

/** @param {unknown} row */
const isRow = (row) => Array.isArray(row) && row.every((v) => typeof v === 'number');
