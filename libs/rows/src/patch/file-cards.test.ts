import { describe, expect, it } from "vitest";
import { nodeCrypto } from "@countersign/crypto/node";
import { displayPath } from "@countersign/core";
import { gitPatch, patchOf } from "../git-patch.testing.ts";
import { fileCards } from "./file-cards.ts";
import { parsePatch } from "./patch.ts";

const pointer = (oid: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oid.repeat(64)}\nsize 12345\n`;

describe("what has to be acknowledged of a file", () => {
  it("D9 D10 D11 D12: is said of everything whose rows are not all, and of all that has none", () => {
    const before = {
      "bin.dat": new Uint8Array([0, 1, 2]),
      "link-to-be": "x\n",
      "mode.sh": "echo\n",
      "model.bin": pointer("1"),
      "name-before": "same\ncontent\nhere\n",
      "notes.md": "one\nversion https://git-lfs.github.com/spec/v1\n",
      sub: { gitlink: "1".repeat(40) },
    } as const;
    const after = {
      "bin.dat": new Uint8Array([0, 1, 3]),
      "link-to-be": { link: "/etc/passwd" },
      "mode.sh": { mode: "100755", content: "echo on\n" },
      "model.bin": pointer("2"),
      "name-after": "same\ncontent\nhere\n",
      "name-before": null,
      "notes.md": "two\nversion https://git-lfs.github.com/spec/v1\n",
      sub: { gitlink: "2".repeat(40) },
    } as const;
    const { files } = parsePatch(gitPatch(before, after, { renames: true }), nodeCrypto.sha256);
    expect(files.map((file) => [displayPath(file.newPath), ...fileCards(file)])).toEqual([
      ["bin.dat", "binary"],
      ["link-to-be"],
      ["link-to-be", "link"],
      ["mode.sh", "mode"],
      ["model.bin", "lfs"],
      ["name-after", "renamed"],
      ["notes.md"],
      ["sub", "submodule"],
    ]);
  });

  it("is said of files without bytes", () => {
    const { files } = parsePatch(gitPatch({ gone: "" }, { come: "", gone: null }), nodeCrypto.sha256);
    expect(files.map((file) => [file.status, ...fileCards(file)])).toEqual([
      ["added", "empty"],
      ["deleted", "empty"],
    ]);
  });

  it("D12: is never nothing where there are no rows, whatever a patch can say", () => {
    const oids = ["index ", "1".repeat(40), "..", "2".repeat(40)].join("");
    const head = "diff --git a/x b/x";
    for (const lines of [
      [head, "old mode 100644", "new mode 100755"],
      [head, "new file mode 100644", `index ${"0".repeat(40)}..e69de29bb2d1d6434b8b29ae775ad8c2e48c5391`],
      [head, `${oids} 100644`, "Binary files a/x and b/x differ"],
      ["diff --git a/x b/y", "similarity index 100%", "copy from x", "copy to y"],
    ]) {
      const [file] = parsePatch(patchOf(...lines), nodeCrypto.sha256).files;
      expect(file?.hunks).toEqual([]);
      expect(file === undefined ? [] : fileCards(file)).not.toEqual([]);
    }
  });
});
