// What pages that hold typed text know of the server: whether it is there, and who is signed in.
const SIGN_OUT = "/accounts/logout/";

// Takes over the token that is valid now. Returns whether anybody is signed in; rejects while the server is away.
export async function renewToken() {
  const page = await fetch(SIGN_OUT);
  if (!page.ok) throw new Error(page.statusText);
  const text = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = text.querySelector(`form[action="${SIGN_OUT}"] [name=csrfmiddlewaretoken]`);
  if (!token || page.redirected) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token.value;
  return true;
}

// A link that leaves the page, and what is typed on it, where it is.
export function signInLink() {
  const link = document.createElement("a");
  link.href = "/accounts/login/";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in";
  return link;
}
