/** A recipe, and how far it has been followed. */
import { typedOf } from '../shared/recipe.js';

/**
 * @typedef {import('../shared/protocol.js').Recipe} Recipe
 * @typedef {import('../shared/protocol.js').Change} Change
 */

export class Course {
  /** Changes that are yet to come. @type {Change[]} */
  ahead = [];

  /** @param {Recipe} recipe */
  constructor(recipe) {
    this.recipe = recipe;
    this.ahead = [...recipe.changes];
  }

  /** Writes a change down, so that the recipe makes this run again. @param {Change} change */
  note({ step, key, value }) {
    const { recipe } = this;
    if (step === 0 && !typedOf(key)) recipe.config[key] = value;
    else {
      recipe.changes = recipe.changes.filter((c) => c.step !== step || c.key !== key);
      recipe.changes.push({ step, key, value });
    }
  }

  /** Takes the next change that is due. @param {number} step @returns {Change | undefined} */
  takeDue(step) {
    return this.ahead.length > 0 && this.ahead[0].step <= step ? this.ahead.shift() : undefined;
  }

  /** @param {Change} change that the engine refused */
  drop(change) {
    this.recipe.changes = this.recipe.changes.filter((other) => other !== change);
  }

  /**
   * Settings changed on the way hold from the beginning now; typed numbers are gone.
   * @param {(key: string) => string} setting as it is now
   */
  restart(setting) {
    const { recipe } = this;
    for (const { key } of recipe.changes) if (!typedOf(key)) recipe.config[key] = setting(key);
    recipe.changes = [];
    this.ahead = [];
  }

  /** Changes before and at this step are past. @param {number} step @returns {Change[]} those */
  goOnFrom(step) {
    this.ahead = this.recipe.changes.filter((change) => change.step > step);
    return this.recipe.changes.filter((change) => change.step <= step);
  }
}
