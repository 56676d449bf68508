// A part of a page that could not be renewed says so in words, where a screen reader hears it too.
const UNREACHABLE = "暂时连不上系统，请检查网络后再试。您填的内容都还在。";

export function speakUp(root, place) {
  root.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response.status < 400) place.replaceChildren();
  });
  root.addEventListener("htmx:response:error", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.ctx.text, "text/html");
    say(place, answer.querySelector("[data-message]")?.textContent.trim() || UNREACHABLE);
  });
  root.addEventListener("htmx:error", () => say(place, UNREACHABLE));
}

function say(place, words) {
  const notice = document.createElement("div");
  notice.className = "notice tone-red";
  const line = document.createElement("p");
  line.textContent = words;
  notice.append(line);
  place.replaceChildren(notice);
}
