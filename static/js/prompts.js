// Chooses or dismisses a prompt in place, so that nothing typed beside it is left. Without this file the form posts.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-decide]");
  if (!form) return;
  event.preventDefault();
  const place = form.closest("[data-prompts]");
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    place.innerHTML = await answer.text();
    place.tabIndex = -1;
    place.focus();
  } catch {
    const note = document.createElement("p");
    note.className = "alert alert-warning";
    note.setAttribute("role", "alert");
    note.textContent = "This choice could not be saved just now. Please press it again in a moment.";
    form.replaceWith(note, form);
  }
});
