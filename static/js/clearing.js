// An answer that is pressed again is taken back: every item may be left out, and a finger has no other way.
const chosen = new Map([...document.querySelectorAll("input[type=radio]:checked")].map((radio) => [radio.name, radio]));

// A press on another answer is a click and then a change; on the chosen one it is a click alone.
document.addEventListener("change", ({ target }) => {
  if (target.type === "radio") chosen.set(target.name, target.checked ? target : null);
});
document.addEventListener("click", ({ target }) => {
  if (target.type !== "radio" || chosen.get(target.name) !== target) return;
  target.checked = false;
  target.dispatchEvent(new Event("change", { bubbles: true }));
});
for (const hint of document.querySelectorAll("[data-clearing]")) hint.hidden = false;
