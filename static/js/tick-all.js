// <input type="checkbox" data-tick-all="name"> ticks every box of that name in its form; the label
// around it is hidden until a script is there to do it.
export function tickAll(root) {
  for (const box of root.querySelectorAll("input[data-tick-all]")) {
    if (box.dataset.tickReady) continue;
    box.dataset.tickReady = "yes";
    box.closest("[hidden]")?.removeAttribute("hidden");
    const all = () => [...box.form.querySelectorAll(`input[name="${box.dataset.tickAll}"]`)];
    box.addEventListener("change", () => {
      for (const one of all()) one.checked = box.checked;
    });
    box.form.addEventListener("change", (event) => {
      if (event.target !== box) box.checked = all().every((one) => one.checked);
    });
  }
}
