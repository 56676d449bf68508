// On paper nothing can be unfolded: proofs and groups are opened while the page is printed.
export function printWhole(root) {
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...root.querySelectorAll("details.proof:not([open]), details.lawfold:not([open])")];
    for (const one of folded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
    folded = [];
  });
}
