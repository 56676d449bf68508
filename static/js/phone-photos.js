// On the telephone: what is photographed is sent at once, one picture at a time, so that a slow
// network loses one and not all. Without this script the form sends them together.
const form = document.querySelector("form[data-sends-itself]");

if (form) {
  document.body.classList.add("sends-itself");
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => sendAll(input));
  }
}

async function sendAll(input) {
  const files = [...input.files];
  input.value = "";
  say("");
  for (const [at, file] of files.entries()) {
    status(`正在发送第 ${at + 1} / ${files.length} 张…`);
    const answer = await send(file);
    if (answer === null) {
      status(`发送中断，已发 ${at} 张。`);
      say("网络不通，请稍后再发一次。");
      return;
    }
    show(answer);
    if (answer.querySelector("#problem .notice")) return;
  }
}

async function send(file) {
  const body = new FormData();
  body.append("csrf_token", form.elements.csrf_token.value);
  body.append("pictures", file, file.name || "照片.jpg");
  try {
    const response = await fetch(window.location.pathname, { method: "POST", body });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

function show(answer) {
  const came = answer.querySelector("#came");
  if (!came) {
    // The link has ended, or the page lay too long: the page itself says what to do.
    window.location.reload();
    return;
  }
  document.querySelector("#came").replaceWith(document.adoptNode(came));
  document.querySelector("#problem").replaceWith(document.adoptNode(answer.querySelector("#problem")));
}

function status(words) {
  document.querySelector("#sending").textContent = words;
}

function say(words) {
  const box = document.querySelector("#problem");
  box.textContent = words;
}
