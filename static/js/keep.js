// A form is sent only when the server is there and knows who sends it, so that what was typed is never left on a page
// that has gone. Without this file the form is sent all the same.
import { renewToken, signInLink } from "./server.js";

const AWAY = "The server is away, and nothing has been sent. What you typed stays here: press again in a moment.";
const SIGNED_OUT =
  "You are signed out, and nothing has been sent. What you typed stays here: sign in in another tab of this browser, then press again.";

// Returns what stands against sending, as the content of a notice, or nothing.
async function whatIsInTheWay() {
  try {
    return (await renewToken()) ? [] : [SIGNED_OUT, " ", signInLink()];
  } catch {
    return [AWAY];
  }
}

function keep(form) {
  const notice = document.createElement("p");
  notice.className = "alert alert-warning mt-3";
  notice.setAttribute("role", "alert");
  let asking = false;
  let ready = false;
  form.addEventListener("submit", async (event) => {
    if (ready) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    notice.remove();
    const inTheWay = await whatIsInTheWay();
    asking = false;
    if (inTheWay.length) {
      notice.replaceChildren(...inTheWay);
      form.append(notice);
      return;
    }
    ready = true;
    form.requestSubmit(event.submitter);
    ready = false;
  });
}

document.querySelectorAll("form[method=post][autocomplete=off]:not([data-decide], [data-once])").forEach(keep);
