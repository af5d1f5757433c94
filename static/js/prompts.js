// Decides about a prompt, tells what happened with one, or switches the "?" key, in place, so that nothing typed
// beside it is left.
// Without this file the forms post. A whole page instead of a part means that something was refused.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-decide]");
  if (!form) return;
  event.preventDefault();
  const place = form.closest("[data-prompts]");
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    const part = await answer.text();
    const isPart = !answer.redirected && !/^\s*<!doctype/i.test(part);
    if (answer.status === 409 && !isPart) return tell(form, "This has changed since the page was opened. Open it again to see how it stands.");
    if (!(answer.ok || [409, 422].includes(answer.status)) || !isPart) throw new Error(answer.statusText);
    place.innerHTML = part;
    place.tabIndex = -1;
    place.focus();
  } catch {
    tell(form, "This choice could not be saved just now. Please press it again in a moment.");
  }
});

function tell(form, words) {
  const before = form.previousElementSibling;
  const note = before?.matches("[role=alert]") ? before : document.createElement("p");
  note.className = "alert alert-warning";
  note.setAttribute("role", "alert");
  note.textContent = words;
  if (note !== before) form.before(note);
}
