import { expect, it } from "vitest";
import { withoutLookAlikes } from "./mixed-scripts.ts";

it.each([
  ["changes to r\u0430nker/**", "changes to r\\u{430}nker/**"],
  ["changes to \u0441/**", "changes to \\u{441}/**"],
  ["git+https://\u0430cme.example", "git+https://\\u{430}cme.example"],
  ["changes to donn\u00e9es/**", "changes to donn\u00e9es/**"],
  ["voided: \u043e\u0448\u0438\u0431\u043a\u0430", "voided: \u043e\u0448\u0438\u0431\u043a\u0430"],
])("F31: %s is shown as %s", (sentence, shown) => {
  expect(withoutLookAlikes(sentence)).toBe(shown);
});
