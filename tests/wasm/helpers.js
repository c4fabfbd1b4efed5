import assert from 'node:assert/strict';
import { SlmError } from 'slm';

/**
 * The error that `call` throws, which must have this code and a sentence without gaps.
 * @param {string} code
 * @param {() => unknown} call
 * @returns {SlmError}
 */
export function refusal(code, call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof SlmError, `not an SlmError: ${error}`);
    assert.equal(error.code, code, error.message);
    assert.doesNotMatch(error.message, /[{}]/);
    for (const value of Object.values(error.args)) {
      assert.ok(error.message.includes(value), `${value} is not in: ${error.message}`);
    }
    return error;
  }
  throw new assert.AssertionError({ message: `nothing was thrown instead of ${code}` });
}
