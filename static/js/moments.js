// Adds and takes out the cards of moments without leaving the page. Without this file the buttons post the form.
const form = document.querySelector("[data-log]");
const list = form.querySelector("[data-moments]");
const total = form.querySelector("[name=moments-TOTAL_FORMS]");
const status = form.querySelector("[data-moments-status]");
const RUPTURES = ["rupture", "misattunement", "breach"];

function add(kind) {
  const blank = document.querySelector(`template[data-blank="${kind}"]`);
  const markup = blank.innerHTML.replaceAll("__prefix__", total.value);
  list.insertAdjacentHTML("beforeend", markup);
  total.value = Number(total.value) + 1;
  const card = list.lastElementChild;
  prepare(card);
  if (kind === "repair") chooseEpisode(card);
  card.querySelector("input:not([type=hidden]), select").focus();
  status.textContent = `${card.getAttribute("aria-label")} added.`;
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

// The rupture above, where there is one in this session; else the latest open one.
function chooseEpisode(card) {
  const above = RUPTURES.some((kind) => list.querySelector(`[data-moment="${kind}"]`));
  const episodes = card.querySelector("select[name$=-episode]");
  if (!above && episodes.options.length > 1) episodes.selectedIndex = 1;
}

function prepare(card) {
  const holder = card.querySelector("[data-remove]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link thumb";
  button.textContent = "Take this moment out";
  button.addEventListener("click", () => {
    const name = card.getAttribute("aria-label");
    card.remove();
    status.textContent = `${name} taken out.`;
    form.querySelector("[data-add]").focus();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  holder.replaceChildren(button);
}

for (const card of list.children) prepare(card);
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (!button) return;
  event.preventDefault();
  add(button.dataset.add);
});
