// <button type="button" data-copy="text"> puts its text on the clipboard and says so.
// The text also stands on the page: without a clipboard it is selected there instead.
// In a [data-copy-row] the row is ticked, so that one sees what is done already.
export function copyOnClick(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) {
    if (button.dataset.copyReady) continue;
    button.dataset.copyReady = "yes";
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    if (!bySelection(button.dataset.copy)) {
      say(button, "请手工复制");
      return;
    }
  }
  say(button, "已复制");
  tick(button.closest("[data-copy-row]"));
}

function tick(row) {
  if (!row) return;
  row.classList.add("is-copied");
  const mark = row.querySelector("[data-copied-mark]");
  if (mark) mark.hidden = false;
}

// A page that was opened without https has no clipboard of its own.
function bySelection(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

// What a button held before it said something, until it holds it again.
const saying = new WeakMap();

function say(button, words) {
  const before = saying.get(button);
  window.clearTimeout(before?.timer);
  before?.line.remove();
  const held = before?.held ?? [...button.childNodes];
  button.textContent = words;
  const line = aloud(words);
  const timer = window.setTimeout(() => {
    button.replaceChildren(...held);
    line.remove();
    saying.delete(button);
  }, 1500);
  saying.set(button, { held, line, timer });
}

function aloud(words) {
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.textContent = words;
  document.getElementById("spoken")?.append(line);
  return line;
}
