// Menus made of <details data-closes> close on Escape, on a click elsewhere, and when focus leaves.
const open = (root) => root.querySelectorAll("details[data-closes][open]");

export function closeOnLeave(root) {
  root.addEventListener("click", (event) => {
    for (const menu of open(root)) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("focusin", (event) => {
    for (const menu of open(root)) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open(root)) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
