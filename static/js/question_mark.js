// On a page that is read, "?" leads to the list of keys. One with a form keeps what is typed, and logging has a list of its own.
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || document.querySelector("main form[method=post]") || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  location.assign("/keys/");
});
