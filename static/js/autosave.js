// Saves the draft on the server while it is being written. Nothing is kept in the browser's own storage.
import { forget, mark } from "./not_saved.js";
import { renewToken, signInLink } from "./server.js";

const PAUSE = 1200; // after the last key
const LONGEST = 4000; // without a pause
const AGAIN = 3000; // when the server did not answer
const KEPT_ALIVE = 60_000; // bytes; of a page that is being left browsers send no more than 64 KiB

const AWAY = "The server is away. Go on typing: this page keeps trying, and saves as soon as it is back.";
const SIGNED_OUT = "You are signed out. Sign in again in another tab of this browser: your text stays here and is saved then.";
const GONE =
  "This session cannot be reached any more: it was deleted, or somebody else is signed in here now. " +
  "Your text stays on this page, but is saved nowhere: copy what you still need.";
const ELSEWHERE = "Not saved: this draft was saved elsewhere. Choose above which text stays.";
const HALF_TOLD = "You began to say what happened with a prompt. Press one of its answers, or empty it, and then press here again.";
const SIGNED_ELSEWHERE = "Not saved: this session was signed elsewhere. Both texts stand above.";

const form = document.querySelector("[data-log]");
const state = form.querySelector("[data-save-state]");
let address = location.pathname; // not form.action: a button of that name hides it
let edits = form.hasAttribute("data-unsaved") ? 1 : 0; // changes of the page, and up to which of them it is saved
let saved = 0;
let left = false; // something on the page cannot be saved as it is
let halted = false; // two texts are waiting for a choice
let running = null;
let unanswered = null; // what was sent, and nobody knows whether it arrived
let pause = 0;
let longest = 0;

const isDirty = () => saved < edits;

// Words beside a prompt go with the answer that is pressed for it, and are no part of the draft.
const halfTold = () => [...document.querySelectorAll("[data-decide] textarea")].find((words) => words.value !== words.defaultValue);

function say(words, failed = false) {
  state.textContent = words;
  state.dataset.state = failed ? "failed" : "";
}

function changed(event) {
  edits += 1;
  forget(event.target);
  if (halted) return;
  if (state.dataset.state !== "failed") say("Writing …");
  clearTimeout(pause);
  pause = setTimeout(save, PAUSE);
  longest ||= setTimeout(save, LONGEST);
}

// Returns whether the server has taken what was on the page.
async function save({ leaving = false } = {}) {
  clearTimeout(pause);
  clearTimeout(longest);
  longest = 0;
  while (running) await running;
  if (halted || !isDirty()) return !halted;
  running = send(leaving);
  try {
    return await running;
  } finally {
    running = null;
  }
}

// What was sent without an answer goes once more, as it was: if it had arrived, the server knows it again.
async function send(leaving) {
  try {
    if (unanswered && !(await post(unanswered, false))) return false;
    return !isDirty() || (await post({ body: written(), edits }, leaving));
  } catch {
    return retry(AWAY);
  }
}

function written() {
  const body = new FormData(form);
  body.set("action", "save");
  return body;
}

async function post(sent, leaving, again = false) {
  unanswered = sent;
  const short = leaving && new URLSearchParams(sent.body);
  const keepalive = short && short.toString().length < KEPT_ALIVE;
  const headers = { "X-Requested-With": "fetch" };
  const answer = await fetch(address, { method: "POST", body: keepalive ? short : sent.body, headers, keepalive });
  if (answer.status >= 500) throw new Error(answer.statusText);
  if (answer.status === 403 || answer.redirected) {
    if (!(await renewToken())) return signedOut();
    if (again) throw new Error(answer.statusText);
    sent.body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return post(sent, leaving, true);
  }
  const understood = await understand(answer, sent);
  unanswered = null;
  return understood;
}

async function understand(answer, sent) {
  if (answer.status === 409) return choose(await answer.json());
  if (answer.status === 422) return fail(`Not saved. ${(await answer.json()).refused.join(" ")}`);
  if (answer.status === 404) return fail(GONE);
  if (!answer.ok) return fail("Not saved: this is more than can be sent at once. Your text stays here; please shorten it.");
  const taken = await answer.json();
  saved = sent.edits;
  address = taken.address;
  form.setAttribute("action", address);
  form.elements.version.value = taken.version;
  for (const [prefix, id] of Object.entries(taken.moments)) {
    const field = form.elements[`${prefix}-id`]; // none if the card was taken out meanwhile
    if (field) field.value = id;
  }
  if (location.pathname !== address) history.replaceState(null, "", address);
  if (taken.is_signed) return leaveFor(address);
  if (taken.has_answered) giveWay();
  const missing = mark(form, taken.not_saved);
  left = missing.length > 0;
  if (left) say(`Draft saved ${taken.saved_at}, all but: ${missing.join("; ")}`, true);
  else say(isDirty() ? "Writing …" : `Draft saved ${taken.saved_at}`);
  return true;
}

// What the client answers counts, so the fields for what the therapist was told give way to a link.
function giveWay() {
  const fields = form.querySelector("[data-client-view]");
  if (!fields) return; // the page shows the answers already
  fields.hidden = true;
  form.querySelector("[data-answered]").hidden = false;
}

function fail(words) {
  say(words, true);
  return false;
}

function retry(words) {
  clearTimeout(pause);
  pause = setTimeout(save, AGAIN);
  return fail(words);
}

function signedOut() {
  unanswered = null;
  retry(SIGNED_OUT);
  state.append(" ", signInLink());
  return false;
}

function choose({ version, conflict }) {
  halted = true;
  document.querySelector(".conflict")?.remove();
  form.insertAdjacentHTML("beforebegin", conflict);
  const panel = document.querySelector(".conflict");
  const canChoose = offer(panel, version);
  panel.scrollIntoView();
  return fail(canChoose ? ELSEWHERE : SIGNED_ELSEWHERE);
}

function offer(panel, version) {
  const actions = panel.querySelector("[data-choice]");
  if (!actions) return false; // what is signed stays
  actions.hidden = false;
  panel.querySelector("[data-saving-chooses]")?.remove(); // whoever presses at this very moment has not compared yet
  actions.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (choice === "saved") {
      leaveFor(address);
    } else if (choice === "mine") {
      if (version) form.elements.version.value = version;
      halted = false;
      edits += 1;
      panel.remove();
      save();
    }
  });
  return true;
}

function leaveFor(place) {
  saved = edits;
  left = false;
  location.assign(place);
  return true;
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save({ leaving: true });
});
addEventListener("pagehide", () => save({ leaving: true }));
addEventListener("online", () => save());
addEventListener("beforeunload", (event) => {
  if (isDirty() || running || left || halfTold()) event.preventDefault();
});
// A page that comes back out of the browser's memory may have been signed since.
addEventListener("pageshow", (event) => {
  if (event.persisted && !isDirty() && !left) location.reload();
});

// Whatever is pressed, all is saved first: if the press itself gets lost on its way, nothing else does. With nothing to
// save the press goes its own way: sent again before this event has ended, the browser would drop it.
let pressed = false;
let ready = false;
form.addEventListener("submit", async (event) => {
  if (ready || !(isDirty() || running || left || halted || halfTold())) return;
  event.preventDefault();
  if (pressed) return;
  if (halted) return document.querySelector(".conflict").scrollIntoView();
  pressed = true;
  let taken = await save();
  while (taken && isDirty()) taken = await save();
  pressed = false;
  const words = taken && halfTold();
  if (words) {
    fail(HALF_TOLD); // only now: "Draft saved" would have taken its place
    return words.focus();
  }
  if (!taken || left) {
    if (event.submitter?.value === "sign") state.prepend("Not signed yet. ");
    form.querySelector("[aria-invalid]")?.focus();
    return;
  }
  ready = true;
  form.requestSubmit(event.submitter);
  ready = false;
});

const waiting = document.querySelector(".conflict");
if (waiting) {
  halted = true;
  fail(offer(waiting, null) ? ELSEWHERE : SIGNED_ELSEWHERE);
} else if (isDirty()) {
  pause = setTimeout(save, PAUSE);
}
