// Saves the draft on the server while it is being written. Nothing is kept in the browser's own storage.
const PAUSE = 1200; // after the last key
const LONGEST = 4000; // without a pause
const AGAIN = 3000; // when the server did not answer

const form = document.querySelector("[data-log]");
const state = form.querySelector("[data-save-state]");
let address = location.pathname; // not form.action: a button of that name hides it
let dirty = form.hasAttribute("data-unsaved");
let halted = false; // two texts are waiting for a choice
let running = null;
let pause = 0;
let longest = 0;

function say(words, failed = false) {
  state.textContent = words;
  state.dataset.state = failed ? "failed" : "";
}

function changed() {
  dirty = true;
  if (halted) return;
  say("Writing …");
  clearTimeout(pause);
  pause = setTimeout(save, PAUSE);
  longest ||= setTimeout(save, LONGEST);
}

async function save({ leaving = false } = {}) {
  clearTimeout(pause);
  clearTimeout(longest);
  longest = 0;
  if (!dirty || halted) return;
  if (running) {
    await running;
    if (!dirty || halted) return;
  }
  running = post(leaving);
  try {
    await running;
  } finally {
    running = null;
  }
}

async function post(leaving) {
  dirty = false;
  const body = new FormData(form);
  body.set("action", "save");
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: leaving ? new URLSearchParams(body) : body,
      headers: { "X-Requested-With": "fetch" },
      keepalive: leaving,
    });
    await understand(answer);
  } catch {
    retry("The server is away. Go on typing: this page keeps trying, and saves as soon as it is back.");
  }
}

async function understand(answer) {
  if (answer.status === 403 || answer.redirected) return signedOut();
  if (answer.status === 409) return choose(await answer.json());
  if (answer.status === 422) {
    dirty = true;
    return say(`Not saved yet. ${(await answer.json()).refused.join(" ")}`, true);
  }
  if (!answer.ok) throw new Error(answer.statusText);
  const saved = await answer.json();
  address = saved.address;
  form.setAttribute("action", address);
  form.elements.version.value = saved.version;
  for (const [prefix, id] of Object.entries(saved.moments)) form.elements[`${prefix}-id`].value = id;
  if (location.pathname !== address) history.replaceState(null, "", address);
  if (!dirty) say(`Draft saved ${saved.saved_at}`);
}

function retry(words) {
  dirty = true;
  say(words, true);
  clearTimeout(pause);
  pause = setTimeout(save, AGAIN);
}

// Signed out, or signed in anew elsewhere: the page asks for the token that is valid now, and tries again.
async function signedOut() {
  const page = await fetch("/accounts/logout/", { redirect: "follow" });
  const text = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = text.querySelector("form[action='/accounts/logout/'] [name=csrfmiddlewaretoken]");
  if (token && !page.redirected) {
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token.value;
    return retry("Saving …");
  }
  retry("You are signed out. Sign in again in another tab of this browser: your text stays here and is saved then.");
  if (state.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = "/accounts/login/";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in";
  state.append(" ", link);
}

function choose({ version, conflict }) {
  dirty = true;
  halted = true;
  document.querySelector(".conflict")?.remove();
  form.insertAdjacentHTML("beforebegin", conflict);
  offer(document.querySelector(".conflict"), version);
  say("Not saved: this draft was saved elsewhere. Choose above which text stays.", true);
}

function offer(panel, version) {
  const actions = panel.querySelector("[data-choice]");
  actions.hidden = false;
  actions.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (choice === "saved") {
      dirty = false;
      location.assign(address);
    } else if (choice === "mine") {
      if (version) form.elements.version.value = version;
      halted = false;
      panel.remove();
      save();
    }
  });
  panel.scrollIntoView();
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save({ leaving: true });
});
addEventListener("pagehide", () => save({ leaving: true }));
addEventListener("online", () => save());
addEventListener("beforeunload", (event) => {
  if (dirty || running) event.preventDefault();
});

// Signing waits for a save under way, so that it signs over the version that is really the last.
form.addEventListener("submit", async (event) => {
  clearTimeout(pause);
  clearTimeout(longest);
  if (!running) {
    dirty = false;
    return;
  }
  event.preventDefault();
  await running;
  dirty = false;
  if (!halted) form.requestSubmit(event.submitter);
});

const waiting = document.querySelector(".conflict");
if (waiting) {
  halted = true;
  offer(waiting, null);
}
