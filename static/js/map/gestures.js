/**
 * A finger drags the map, two bring it nearer, a wheel with Ctrl does too. An extra: buttons do all of it.
 */

/**
 * @param {HTMLElement} place
 * @param {{ drag: (x: number, y: number) => void, zoom: (factor: number) => void }} acts in pixels; a factor
 *   above 1 is nearer
 */
export function gestures(place, { drag, zoom }) {
  const fingers = new Map();
  place.style.touchAction = "none";
  place.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("button, a")) return;
    fingers.set(event.pointerId, event);
    place.setPointerCapture?.(event.pointerId);
  });
  place.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const other = [...fingers.values()].find((each) => each.pointerId !== event.pointerId);
    fingers.set(event.pointerId, event);
    if (other) zoom(span(event, other) / Math.max(span(before, other), 1));
    drag((event.clientX - before.clientX) / fingers.size, (event.clientY - before.clientY) / fingers.size);
  });
  for (const name of ["pointerup", "pointercancel"])
    place.addEventListener(name, (event) => fingers.delete(event.pointerId));
  place.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2);
    },
    { passive: false },
  );
}

const span = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
