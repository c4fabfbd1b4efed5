/** A gradcheck in a worker of its own, so that the one that trains goes on meanwhile. */
import { late } from './late.js';

/** @typedef {import('../shared/protocol.js').Reply} Reply */

/**
 * @param {() => Worker} makeWorker
 * @param {Uint8Array} bytes of a saved tape
 * @param {(row: import('../shared/protocol.js').CheckRow) => void} onRow
 * @returns {Promise<void>} rejected with the problem if the check could not be finished
 */
export async function check(makeWorker, bytes, onRow) {
  const double = await late('double');
  const worker = makeWorker();
  const done = new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject({ code: '', text: message ?? '', args: {} });
    worker.onmessage = ({ data }) => {
      const reply = /** @type {Reply} */ (data);
      if (reply.type !== 'answer') reject('problem' in reply ? reply.problem : undefined);
      else if (reply.more) onRow(/** @type {any} */ (reply.answer));
      else resolve(undefined);
    };
  });
  worker.postMessage({ type: 'ask', id: 1, question: { kind: 'check', bytes, double } });
  await done.finally(() => worker.terminate());
}
