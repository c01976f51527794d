/** iPhone and iPad: an app on the home screen has a store of its own there, apart from Safari's. */

/** Is this one of them? */
export const isApple = () =>
  /iphone|ipad|ipod/i.test(navigator.userAgent) ||
  (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

/** Opened from the home screen? */
export const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true;
