// A long <select data-picker> becomes a box one can type into; without Tom Select it stays a select.
export function openPickers(root) {
  if (typeof window.TomSelect === "undefined") return;
  for (const select of root.querySelectorAll("select[data-picker]")) {
    if (select.tomselect) continue;
    // The box built beside it carries the label from here on.
    select.setAttribute("aria-hidden", "true");
    new window.TomSelect(select, {
      allowEmptyOption: true,
      maxOptions: 200,
      render: {
        no_results: () => element("div", "no-results", "没有符合的选项"),
      },
    });
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
