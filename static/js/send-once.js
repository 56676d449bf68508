// A step is sent once: after the first press the form rests until the page is shown again.
// form[data-repeatable], such as one that answers with a download, may be sent again.
const RESTING = "data-resting";

export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    // Not form.method: a button of that name would stand in its place.
    const posts = form.getAttribute("method")?.toLowerCase() === "post";
    if (!posts || event.defaultPrevented || "repeatable" in form.dataset) return;
    if (form.hasAttribute(RESTING)) {
      event.preventDefault();
      return;
    }
    form.setAttribute(RESTING, "");
    const pressed = event.submitter;
    if (pressed) pressed.setAttribute("aria-busy", "true");
  });
  // The back button may bring the old page out of the browser's cache, at rest as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll(`form[${RESTING}]`)) form.removeAttribute(RESTING);
    for (const busy of root.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  });
}
