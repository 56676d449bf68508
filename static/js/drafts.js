// What one types into form[data-draft] survives an error, a lost session and the back button.
// It stays in this tab (sessionStorage) and goes once the step is done: people share machines.
// form[data-keep] is kept on the server as well, so that one can go on from another machine.
const PREFIX = "draft:";
const PAUSE = 1500; // milliseconds without a key before the server is told

export function keepDrafts(root, store) {
  if (root.querySelector("[data-step-done]")) forgetSent(store);
  for (const form of root.querySelectorAll("form[data-draft]")) keep(form, store);
}

function keep(form, store) {
  const key = PREFIX + form.dataset.draft;
  const cameBackWithErrors = form.querySelector("[aria-invalid], .has-error") !== null;
  const saved = read(store, key);
  // A page that came back with errors already holds the typing, newer than ours; so does one that
  // brought a draft of the server's which was saved after ours.
  const older = saved && Number(form.dataset.keptAt || 0) >= (saved.at ?? 0);
  if (saved && !older && !cameBackWithErrors && fill(form, saved.values)) {
    announce(form, () => store.removeItem(key));
  }
  form.addEventListener("input", () => write(store, key, now(form, false)));
  form.addEventListener("submit", () => write(store, key, now(form, true)));
  if (form.dataset.keep) keepOnServer(form);
}

function now(form, sent) {
  return { values: typed(form), sent, at: Math.floor(Date.now() / 1000) };
}

function keepOnServer(form) {
  const place = form.querySelector("[data-kept]");
  let timer = 0;
  let waiting = false;
  const body = () => {
    const values = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") values.append(name, value);
    }
    return values;
  };
  const send = async () => {
    waiting = false;
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST", body: body(), headers: { Accept: "application/json" }, credentials: "same-origin",
      });
      const { saved } = answer.ok ? await answer.json() : { saved: "" };
      if (place && saved) place.textContent = `草稿已保存，${saved}`;
    } catch {
      // Without a network the typing still stands in this tab.
    }
  };
  form.addEventListener("input", () => {
    waiting = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(send, PAUSE);
  });
  form.addEventListener("submit", () => {
    waiting = false;
    window.clearTimeout(timer);
  });
  window.addEventListener("pagehide", () => {
    if (waiting) navigator.sendBeacon(form.dataset.keep, body());
  });
}

function keepable(field) {
  return (
    field.name &&
    !["password", "file", "hidden", "submit", "button"].includes(field.type) &&
    !field.closest("[data-no-draft]")
  );
}

function typed(form) {
  const values = [];
  for (const field of form.elements) {
    if (!keepable(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      values.push([field.name, field.value, field.checked]);
    } else {
      values.push([field.name, field.value, null]);
    }
  }
  return values;
}

function fill(form, values) {
  let changed = false;
  for (const [name, value, checked] of values) {
    for (const field of form.elements) {
      if (field.name !== name || !keepable(field)) continue;
      if (checked !== null) {
        if (field.value !== value || field.checked === checked) continue;
        field.checked = checked;
      } else {
        if (field.value === value) continue;
        field.value = value;
        field.tomselect?.sync();
      }
      field.closest("details")?.setAttribute("open", "");
      changed = true;
    }
  }
  return changed;
}

function announce(form, forget) {
  const line = document.createElement("p");
  line.className = "draft-line";
  line.setAttribute("role", "status");
  line.append("已恢复您上次没有提交的填写。");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "不要了，重新填";
  button.addEventListener("click", () => {
    forget();
    form.reset();
    line.remove();
  });
  line.append(button);
  form.prepend(line);
}

function forgetSent(store) {
  for (const key of Object.keys(store)) {
    if (key.startsWith(PREFIX) && read(store, key)?.sent) store.removeItem(key);
  }
}

function read(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
}

function write(store, key, draft) {
  try {
    store.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden store only costs the comfort.
  }
}
