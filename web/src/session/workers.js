/**
 * Workers of the page. They are made from a Blob, because file:// allows no other. The first one is
 * made as soon as this module is evaluated, and boots while the page's other modules still are.
 */
import worker from 'slm:worker';
import { scriptUrl } from './trusted.js';

function start() {
  const url = URL.createObjectURL(new Blob([worker], { type: 'text/javascript' }));
  const made = new Worker(scriptUrl(url));
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return made;
}

/** @type {Worker | undefined} */
let first = start();

/** @returns {Worker} one that was not given to anyone before */
export function makeWorker() {
  const made = first ?? start();
  first = undefined;
  return made;
}
