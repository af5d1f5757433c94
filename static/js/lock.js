// When one tab of a browser is handed to a client, its other tabs show nothing any more either.
const channel = new BroadcastChannel("handed-over");
if ("locked" in document.body.dataset) {
  channel.postMessage("locked");
} else {
  channel.postMessage("open");
  channel.addEventListener("message", ({ data }) => {
    document.body.hidden = data === "locked"; // at once, and also if the browser asks first whether to leave an unsaved draft
    if (data === "locked") location.replace("/check/unlock/");
  });
}
