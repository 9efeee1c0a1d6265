import type { CheckedBundle } from "@countersign/log-check";
import { checkList } from "./check-list.ts";
import { element } from "./element.ts";

/** Asks for a leaf by its index and shows its checks, the Merkle path among them. */
export function entryForm({ entry, kinds }: CheckedBundle): readonly HTMLElement[] {
  if (entry === undefined || kinds.length === 0) return [];
  const input = element("input", { id: "leaf", type: "number", min: "0", max: String(kinds.length - 1), value: "0" });
  const place = element("div", { id: "entry", "aria-live": "polite" });
  const form = element(
    "form",
    {},
    element("label", { for: "leaf" }, `Leaf, 0 to ${kinds.length - 1}`),
    input,
    element("button", { type: "submit" }, "Check this leaf"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void entry(input.valueAsNumber).then(({ index, checks, ok, signers }) => {
      const signed = signers === undefined ? "" : ` Signed by ${signers.join(", ")}.`;
      const sentence = `Leaf ${index}, ${kinds[index] ?? "none"}: ${ok ? "it is in the log." : "it does not verify."}${signed}`;
      place.replaceChildren(element("p", {}, sentence), checkList(checks, `Checks of leaf ${index}`));
    });
  });
  return [element("h2", {}, "One entry"), form, place];
}
