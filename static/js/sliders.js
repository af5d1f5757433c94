// Says in words where a slider stands.
for (const slider of document.querySelectorAll(".slider input[type=range]")) {
  const output = slider.closest(".slider").querySelector("output");
  const say = () => {
    output.textContent = slider.value === "0" ? "not given" : slider.value;
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  slider.addEventListener("input", say);
  say();
}
