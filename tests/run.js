/**
 * `npm test`: builds everything and runs every test, then names the tests that were skipped or
 * failed and says how many passed.
 *
 *     npm test                      all stages of runner/stages.js
 *     npm test -- native bindings   these stages; what they need must have been built before
 *
 * What a stage prints is kept whole in build/logs/<stage>.log.
 */
import { main } from './runner/main.js';
import { stages } from './runner/stages.js';

await main(stages);
