// Says in words that a passkey did not answer; allauth would only write it to the console.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.getElementById("passkey-problem");
  problem.textContent = "The passkey did not answer, and nothing has changed. Try once more, or use another way.";
  problem.hidden = false;
});
