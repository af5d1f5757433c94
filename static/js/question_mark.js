// "?" leads to the list of keys, unless that would leave behind what was typed: on this page, or on one that was refused
// and came back. Logging has a list of its own.
const isRefused = performance.getEntriesByType("navigation")[0]?.responseStatus !== 200;
let isTyped = false;
document.addEventListener("input", () => (isTyped = true));
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || isRefused || isTyped || document.querySelector("[data-shortcuts]")) return;
  if (event.target.matches("select, textarea, input:not([type=radio], [type=checkbox])")) return;
  event.preventDefault();
  location.assign("/keys/");
});
