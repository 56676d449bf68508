// What one types into form[data-draft] survives an error, a lost session and the back button.
// It stays in this tab (sessionStorage) and goes once the step is done: people share machines.
const PREFIX = "draft:";

export function keepDrafts(root, store) {
  if (root.querySelector("[data-step-done]")) forgetSent(store);
  for (const form of root.querySelectorAll("form[data-draft]")) keep(form, store);
}

function keep(form, store) {
  const key = PREFIX + form.dataset.draft;
  const cameBackWithErrors = form.querySelector("[aria-invalid], .has-error") !== null;
  const saved = read(store, key);
  // A page that came back with errors already holds the typing, newer than ours.
  if (saved && !cameBackWithErrors && fill(form, saved.values)) announce(form, () => store.removeItem(key));
  form.addEventListener("input", () => write(store, key, { values: typed(form), sent: false }));
  form.addEventListener("submit", () => write(store, key, { values: typed(form), sent: true }));
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
