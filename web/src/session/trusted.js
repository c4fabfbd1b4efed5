/**
 * The page's policy of Trusted Types, where there are any: the worker's own text and the scripts
 * beside the page, and nothing else.
 */
const OWN = /^(blob:.*|dist\/[a-z]+\.js)$/;

const policy = globalThis.trustedTypes?.createPolicy('slm', {
  createScriptURL(url) {
    if (!OWN.test(url)) throw new TypeError(`not a script of this page: ${url}`);
    return url;
  },
});

/** @param {string} url @returns {string} to start a script from; a TrustedScriptURL where there are any */
export const scriptUrl = (url) =>
  /** @type {string} */ (/** @type {unknown} */ (policy?.createScriptURL(url) ?? url));
