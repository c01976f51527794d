/**
 * The owner's page works without this: here it counts what is ticked, offers to print, and keeps a double
 * click from sending twice.
 */

const ticks = [...document.querySelectorAll(".tick input")];
const count = document.querySelector("[data-count]");

function tally() {
  const number = ticks.filter((tick) => tick.checked).length;
  if (count) count.textContent = number ? `(${number})` : "";
}

function once(event) {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
}

for (const tick of ticks) tick.addEventListener("change", tally);
for (const form of document.forms) form.addEventListener("submit", once);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
// Back from another page the browser may show this one as it was left.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  tally();
});
tally();
