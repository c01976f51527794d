/**
 * Which page an empty draft belongs to: two tabs at the camera make two findings. A page's claim ends with
 * the page, however it ends.
 */
const mine = new Set();

/**
 * Is the draft this page's, or nobody's and from now on this page's?
 * @param {string} id
 * @returns {Promise<boolean>}
 */
export function takeDraft(id) {
  if (mine.has(id) || !navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`draft:${id}`, { ifAvailable: true }, (lock) => {
        if (lock) mine.add(id);
        resolve(Boolean(lock));
        return lock ? new Promise(() => {}) : undefined;
      })
      .catch(() => resolve(false));
  });
}
