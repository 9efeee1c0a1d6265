import { nobleCrypto } from "@countersign/crypto/noble";
import { indexOf, parsePatch } from "@countersign/rows";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { FileCards } from "./file-cards.tsx";

/** The cards of the only file of a patch, as text. */
function cardsOf(...lines: readonly string[]): string {
  const patch = parsePatch(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")), nobleCrypto.sha256);
  const [file] = indexOf(patch).files;
  if (file === undefined) throw new RangeError("no file");
  return renderToStaticMarkup(<FileCards file={file} />).replaceAll(/<[^>]*>/g, "");
}

const [OLD, NEW] = ["1".repeat(40), "2".repeat(40)];

it("D10 D12: a submodule and a pure rename are told in words", () => {
  expect(
    cardsOf(
      "diff --git a/lib/x b/lib/x",
      `index ${OLD}..${NEW} 160000`,
      "--- a/lib/x",
      "+++ b/lib/x",
      "@@ -1 +1 @@",
      `-Subproject commit ${OLD}`,
      `+Subproject commit ${NEW}`,
    ),
  ).toBe("Submodule The row names a commit of another repository. What it has is not shown here.");
  expect(cardsOf("diff --git a/a b/b", "similarity index 100%", "rename from a", "rename to b")).toBe(
    "Renamed from a, 100 % the same",
  );
});
