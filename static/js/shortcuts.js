// Keyboard shortcuts of the logging page. All but "?" need Alt or Ctrl, so that nothing typed or spoken sets them off.
// Whether "?" is on is the person's own choice, and stands in the list itself.
const form = document.querySelector("[data-log]");
const list = document.querySelector("[data-shortcuts]");
const typing = (element) => element.matches("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=range])");

const actions = {
  KeyN: () => form.elements.note.focus(),
  KeyK: () => form.querySelector("[data-scale] input")?.focus(),
  KeyI: () => form.elements.intention.focus(),
  KeyC: () => press("[data-add=connection]"),
  KeyM: () => press("[data-add=misattunement]"),
  KeyR: () => press("[data-add=rupture]"),
  KeyB: () => press("[data-add=breach]"),
  KeyP: () => press("[data-add=repair]"),
  Enter: () => press("[name=action][value=sign]"),
};

function press(selector) {
  form.querySelector(selector).click();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "?" && list.querySelector("[data-single-keys]") && !typing(event.target)) {
    event.preventDefault();
    list.togglePopover();
    return;
  }
  const wanted = event.code === "Enter" ? event.ctrlKey || event.metaKey : event.altKey && !event.ctrlKey;
  if (!wanted || !(event.code in actions)) return;
  event.preventDefault();
  actions[event.code]();
});

// A new session begins with the first key of the check; "where we left off" stays in view.
if (form.hasAttribute("data-new") && !form.hasAttribute("data-unsaved")) form.querySelector("[data-scale] input")?.focus({ preventScroll: true });
