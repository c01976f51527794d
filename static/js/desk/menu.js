/**
 * The desk's menu closes when one looks away from it: Escape, or a click elsewhere. Opening it needs no
 * script.
 */

const menus = document.querySelectorAll("details.menu");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
