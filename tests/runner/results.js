/** What tests report, brought to one form: a list of named results. */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} outcome
 * @property {string} [reason] why it was skipped or how it failed, one line
 * @property {boolean} [blocks] a failure after which stages that need this one cannot run
 */

/** @param {string} text @returns {string} with the five entities of XML resolved */
function unescapeXml(text) {
  const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(
    /&(lt|gt|quot|apos|amp);/g,
    (_, name) => entities[/** @type {'lt'} */ (name)],
  );
}

/**
 * Reads the file that `ctest --output-junit` writes.
 * @param {string} xml
 * @returns {Result[]}
 */
export function parseCtestJunit(xml) {
  return [...xml.matchAll(/<testcase name="([^"]*)"([^>]*)>([\s\S]*?)<\/testcase>/g)].map(
    ([, name, attributes, body]) => {
      const status = /status="(\w+)"/.exec(attributes)?.[1];
      const printed = /<system-out>([\s\S]*?)<\/system-out>/.exec(body)?.[1] ?? '';
      const lastLine = unescapeXml(printed).trim().split('\n').pop();
      if (status === 'run') return { name, outcome: 'passed' };
      if (status === 'fail') return { name, outcome: 'failed', reason: lastLine };
      // Only a test that asks to be skipped may go without running; CTest reports a missing
      // executable as `notrun` too.
      if (status === 'notrun' && body.includes('SKIP_RETURN_CODE')) {
        return { name, outcome: 'skipped', reason: lastLine };
      }
      return { name, outcome: 'failed', reason: `not run (${status})` };
    },
  );
}

/**
 * Reads what node-reporter.js wrote: one Result a line.
 * @param {string} lines
 * @returns {Result[]}
 */
export function parseNodeReport(lines) {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/**
 * The end of a run: skipped and failed tests by name, then the counts in two common orders.
 * @param {Result[]} results
 * @returns {string}
 */
export function summary(results) {
  /** @param {string} outcome */
  const having = (outcome) => results.filter((result) => result.outcome === outcome);
  const passed = having('passed').length;
  const failed = having('failed');
  const skipped = having('skipped');
  /** @param {Result} result */
  const line = ({ name, outcome, reason }) => `${outcome}: ${name}${reason ? `: ${reason}` : ''}`;
  return [
    ...skipped.map(line),
    ...failed.map(line),
    `${passed} passed, ${skipped.length} skipped, ${failed.length} failed`,
    `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
  ].join('\n');
}
