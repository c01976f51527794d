/**
 * What may take its time waits for a moment in which the page has nothing else to do, so that it is never in
 * the way of a finger.
 */
const LONGEST = 1_000;

/** The next such moment, or a second later. @returns {Promise<any>} */
export const idle = () =>
  new Promise((go) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(go, { timeout: LONGEST });
    else setTimeout(go, 50);
  });
