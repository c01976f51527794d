/** Is it the phone that is full? IndexedDB says so in one of two ways. @param {any} error */
export const isFull = (error) =>
  error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError";
