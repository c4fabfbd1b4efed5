/**
 * A reporter for `node --test`: one JSON Result (results.js) a line, for every test that is not a
 * suite. Node's own formats differ from version to version; these events do not.
 */

/**
 * @typedef {object} TestData
 * @property {string} name
 * @property {string | boolean} [skip]
 * @property {{ type?: string, error?: TestError }} [details]
 *
 * @typedef {{ message?: string, failureType?: string, cause?: { message?: string } }} TestError
 */

/** @param {AsyncIterable<{ type: string, data: TestData }>} events */
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const skipped = data.skip !== undefined && data.skip !== false;
    const error = data.details?.error;

    // What only holds tests is not one: suites, parents of failed tests, and in Node 18 files.
    const holdsTests = data.details?.type === 'suite' || /\.test\.js$/.test(data.name);
    if (type === 'test:pass' && holdsTests && !skipped) continue;
    if (type === 'test:fail' && error?.failureType === 'subtestsFailed') continue;

    const message = error?.cause?.message ?? error?.message ?? '';
    yield `${JSON.stringify({
      name: data.name,
      outcome: skipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed',
      reason: skipped ? String(data.skip || 'no reason given') : message.trim().split('\n')[0],
    })}\n`;
  }
}
