// Small comforts on top of pages that work without any of them.
import { copyOnClick } from "./copy.js";
import { keepDrafts } from "./drafts.js";
import { closeOnLeave } from "./menus.js";
import { openPickers } from "./pickers.js";
import { printWhole } from "./print-whole.js";
import { sendOnce } from "./send-once.js";
import { speakUp } from "./speak-up.js";
import { tickAll } from "./tick-all.js";

closeOnLeave(document);
openPickers(document);
keepDrafts(document, window.sessionStorage);
sendOnce(document);
copyOnClick(document);
tickAll(document);
printWhole(document);
speakUp(document, document.getElementById("spoken"));
document.querySelector("[data-take-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.addEventListener("htmx:after:swap", () => {
  openPickers(document);
  copyOnClick(document);
  tickAll(document);
});
