// A form that came back: the first field that is marked has the focus, and so is in sight.
const marked =
  document.querySelector("main [aria-invalid=true]:not([type=hidden])") ??
  document.querySelector("main fieldset:has(.invalid-feedback) input, main .is-invalid");
marked?.focus();
