// A digit answers the item that has the focus and moves on to the next one, so that a check is six key presses.
const scales = () => [...document.querySelectorAll("[data-scale]")].filter((scale) => scale.checkVisibility());

document.addEventListener("keydown", (event) => {
  const scale = event.target.closest?.("[data-scale]");
  if (!scale || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Backspace" || event.key === "Delete") {
    const chosen = scale.querySelector("input:checked");
    if (chosen) {
      chosen.checked = false;
      chosen.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return;
  }
  const key = scale.querySelector(`input[value="${CSS.escape(event.key)}"]`);
  if (!key) return;
  event.preventDefault();
  key.checked = true;
  key.dispatchEvent(new Event("change", { bubbles: true }));
  const all = scales();
  const next = all[all.indexOf(scale) + 1];
  const after = next?.querySelector("input:checked") ?? next?.querySelector("input") ?? document.querySelector("[data-after-scales] textarea");
  (after ?? key).focus();
});
