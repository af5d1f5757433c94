/** Walk a timeline with the arrow keys, say what a mark means, and begin at the latest session.
 *
 * Left and right go to the neighbour in the lane, up and down to the neighbour in the session, Home and End to the
 * ends of the lane; Enter is the link's own. One mark at a time is in the order of tabbing.
 * Key and pointer listeners sit on the HTML element around the drawing.
 */

const MARK = ".at";

/** Where a key leads from a mark, or nothing. A pile of moments in one session is one step of its lane. */
function destination(columns, mark, key) {
  const lane = columns.map((column) => column.querySelector(`[data-lane="${mark.dataset.lane}"]`)).filter(Boolean);
  const along = lane.findIndex((step) => step.parentElement === mark.parentElement);
  const session = [...mark.parentElement.querySelectorAll(MARK)];
  const down = session.indexOf(mark);
  return {
    ArrowLeft: lane[along - 1],
    ArrowRight: lane[along + 1],
    ArrowUp: session[down - 1],
    ArrowDown: session[down + 1],
    Home: lane[0],
    End: lane.at(-1),
  }[key];
}

function walkable(timeline) {
  const columns = [...timeline.querySelectorAll(".column")];
  const marks = [...timeline.querySelectorAll(MARK)];
  let current = marks.at(-1);
  marks.forEach((mark) => mark.setAttribute("tabindex", mark === current ? "0" : "-1"));

  timeline.addEventListener("focusin", (event) => {
    const mark = event.target.closest(MARK);
    if (!mark) return;
    current.setAttribute("tabindex", "-1");
    current = mark;
    current.setAttribute("tabindex", "0");
  });

  timeline.addEventListener("keydown", (event) => {
    const mark = event.target.closest(MARK);
    if (!mark || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = destination(columns, mark, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function sayWhatIsMeant(timeline) {
  const said = timeline.querySelector("[data-said]");
  said.hidden = false;
  for (const kind of ["pointerover", "focusin"]) {
    timeline.addEventListener(kind, (event) => {
      const mark = event.target.closest(MARK);
      if (!mark) return;
      said.textContent = mark.getAttribute("aria-label");
      said.classList.add("is-saying");
    });
  }
}

const timeline = document.querySelector("[data-timeline]");
if (timeline) {
  const scroll = timeline.querySelector("[data-scroll]");
  scroll.scrollLeft = scroll.scrollWidth;
  walkable(timeline);
  sayWhatIsMeant(timeline);
}
