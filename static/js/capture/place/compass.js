/**
 * Where the phone points, in degrees from north; null where the phone has no compass or has not been asked.
 */
/** @type {number | null} */
let pointing = null;

/** Listens while a camera is open. @returns {() => void} stops */
export function watchCompass() {
  const name = "ondeviceorientationabsolute" in window ? "deviceorientationabsolute" : "deviceorientation";
  addEventListener(name, hear);
  return () => {
    removeEventListener(name, hear);
    pointing = null;
  };
}

function hear(event) {
  if (typeof event.webkitCompassHeading === "number") pointing = event.webkitCompassHeading;
  else if (event.absolute && typeof event.alpha === "number")
    pointing = behind(event.alpha, event.beta ?? 0, event.gamma ?? 0);
}

/**
 * The heading of the camera on the phone's back, from its three angles in degrees.
 * @param {number} alpha
 * @param {number} beta
 * @param {number} gamma
 */
export function behind(alpha, beta, gamma) {
  const [a, b, c] = [alpha, beta, gamma].map((degrees) => (degrees * Math.PI) / 180);
  const east = -Math.cos(a) * Math.sin(c) - Math.sin(a) * Math.sin(b) * Math.cos(c);
  const north = -Math.sin(a) * Math.sin(c) + Math.cos(a) * Math.sin(b) * Math.cos(c);
  if (Math.hypot(east, north) < 0.2) return (360 - alpha) % 360;
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

export const heading = () => pointing;
