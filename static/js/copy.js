// Copies the address of a check. Where the browser does not allow it, the field can be copied by hand.
const source = document.querySelector("[data-copy-from]");
const button = document.querySelector("[data-copy]");
if (source && button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    document.querySelector("[data-copied]").textContent = "Copied.";
  });
}
