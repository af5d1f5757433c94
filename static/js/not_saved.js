// Names beside its field what could not be saved, and takes the names away again.
let takeAway = [];

function placeOf(form, name) {
  const named = form.elements[name];
  const field = named instanceof RadioNodeList ? named[0] : named;
  if (!field) return null;
  const group = field.closest("fieldset");
  return { field, holder: group ?? field.closest(".slider") ?? field.parentElement, described: group ?? field };
}

function describe(element, id, isDescribed) {
  const ids = new Set((element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isDescribed) ids.add(id);
  else ids.delete(id);
  if (ids.size) element.setAttribute("aria-describedby", [...ids].join(" "));
  else element.removeAttribute("aria-describedby");
}

function unmark(field, described, words) {
  describe(described, words.id, false);
  field.removeAttribute("aria-invalid");
  field.classList.remove("is-invalid");
  words.remove();
}

// Returns in words what is not saved: those with a place in the page by name, others with the reason.
export function mark(form, notSaved) {
  takeAway.forEach((undo) => undo());
  takeAway = [];
  return notSaved.map(({ field: name, label, why }) => {
    const place = name && placeOf(form, name);
    if (!place) return `${label} (${why})`;
    const { field, holder, described } = place;
    const words = document.createElement("p");
    words.className = "invalid-feedback d-block";
    words.id = `not-saved-${name}`;
    words.textContent = `Not saved. ${why}`;
    holder.append(words);
    describe(described, words.id, true);
    field.setAttribute("aria-invalid", "true");
    field.classList.add("is-invalid");
    takeAway.push(() => unmark(field, described, words));
    const folded = field.closest("details");
    if (folded) folded.open = true;
    return label;
  });
}

// What stood against a press of “Sign” goes when its field is changed.
export function forget(field) {
  const described = field.closest("[aria-describedby]");
  for (const id of described?.getAttribute("aria-describedby").split(" ") ?? []) {
    const words = document.getElementById(id);
    if (words?.matches(".invalid-feedback:not([id^=not-saved-])")) unmark(field, described, words);
  }
}
