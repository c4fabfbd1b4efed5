/** A gradcheck in a worker of its own: the one that trains goes on meanwhile. */
import { late } from './late.js';

/**
 * @param {() => Worker} makeWorker
 * @param {Uint8Array} bytes of a saved tape
 * @param {(row: import('../shared/protocol.js').CheckRow) => void} heard
 * @returns {Promise<void>} rejected with the problem if the check could not be finished
 */
export async function check(makeWorker, bytes, heard) {
  const double = await late('double');
  const worker = makeWorker();
  const done = new Promise((resolve, reject) => {
    worker.onerror = ({ message }) => reject({ code: '', text: message ?? '', args: {} });
    worker.onmessage = ({ data }) => {
      if (data.type === 'checked') heard(data.row);
      else if (data.type === 'checkDone') resolve(undefined);
      else reject(data.problem);
    };
  });
  worker.postMessage({ type: 'check', bytes, double });
  await done.finally(() => worker.terminate());
}
