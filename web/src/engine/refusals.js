/** What the engine refuses of a recipe: the rest of it is used all the same. */

export class Refusals {
  /** @type {Error[]} */
  errors = [];

  /** @param {import('../../../wasm/slm.js').Engine} engine */
  constructor(engine) {
    this.engine = engine;
  }

  /**
   * @param {() => void} action
   * @returns {boolean} whether the engine took it
   * @throws when the engine is dead
   */
  attempt(action) {
    try {
      action();
      return true;
    } catch (error) {
      if (this.engine.dead) throw error;
      this.errors.push(/** @type {Error} */ (error));
      return false;
    }
  }
}
