// Says in words that a passkey did not answer; allauth would only write it to the console.

const WORDS = "The passkey did not answer, and nothing has changed. Try once more, or use another way.";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.createElement("p");
  problem.className = "alert alert-warning";
  problem.textContent = WORDS;
  const region = document.querySelector(".messages");
  region.replaceChildren(problem);
  region.scrollIntoView({ block: "center" });
});
