/**
 * Runs on every page: hands the service worker over, and empties the outbox where this device still holds
 * something.
 */
/**
 * Has any page of this device left something unsent? Read without opening the store, since most visitors have
 * none.
 */
function holdsSomething() {
  try {
    return localStorage.getItem("strak-waiting") === "1";
  } catch {
    return false;
  }
}

if (holdsSomething() && !document.documentElement.hasAttribute("data-walk")) {
  import("./outbox/send/drain.js").then(({ start }) => start());
}
