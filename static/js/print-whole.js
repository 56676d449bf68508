// On paper nothing can be unfolded: proofs and groups are opened while the page is printed, but
// for those of long lists, which are fetched only when somebody asks for one.
export function printWhole(root) {
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [
      ...root.querySelectorAll("details.proof:not([open], [hx-get]), details.lawfold:not([open])"),
    ];
    for (const one of folded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
    folded = [];
  });
}
