import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeCrypto } from "@countersign/crypto/node";
import { displayPath, pathFromBytes } from "@countersign/core";
import { gitPatch, patchOf } from "../git-patch.testing.ts";
import { encodeText } from "../text/text.ts";
import { patchArguments } from "./arguments.ts";
import { formatPatch, formatPatchFile, parsePatch } from "./patch.ts";

const { sha256 } = nodeCrypto;
const parse = (bytes: Uint8Array) => parsePatch(bytes, sha256);
const withCode = (code: string) => expect.objectContaining({ code });
const ZEROS = "0".repeat(40);
const A = "1".repeat(40);
const B = "2".repeat(40);
const EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
const MODIFIED = ["diff --git a/x b/x", `index ${A}..${B} 100644`, "--- a/x", "+++ b/x"];

/** Lines that are often equal, empty, or not what they look like. */
const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", "a", "b", "c", "def f(x):", "  return x", "}", "diff --git a/x b/x") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("--- a/x", "+++ b/x", "@@ -1 +1 @@", "\\ No newline at end of file", "a\r", "\u2028"),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.replaceAll(/[\n\0]/g, "")) },
);
const content = fc
  .tuple(fc.array(line, { maxLength: 60 }), fc.boolean())
  .map(([lines, ended]) => lines.join("\n") + (ended && lines.length > 0 ? "\n" : ""));
const invalid = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes.map((byte) => byte || 0x80)));
const file = fc.oneof(content, content, content, invalid);
const contents = fc.array(fc.tuple(file, file), { minLength: 40, maxLength: 40 });

describe("the patch of git, read and written again", () => {
  it("gives the very bytes back, whatever the contents", () => {
    fc.assert(
      fc.property(contents, fc.constantFrom(3, 5, 100), (pairs, context) => {
        const before = Object.fromEntries(pairs.map(([old], at) => [`f${at}`, old]));
        const after = Object.fromEntries(pairs.map(([, now], at) => [`f${at}`, now]));
        const bytes = gitPatch(before, after, { context });
        const patch = parse(bytes);
        expect(Buffer.from(formatPatch(patch)).equals(bytes)).toBe(true);
        expect(patch.sha256).toBe(Buffer.from(sha256(bytes)).toString("hex"));
        const parts = patch.files.map((one) => formatPatchFile(one));
        for (const [at, part] of parts.entries())
          expect(patch.files[at]?.sha256).toBe(Buffer.from(sha256(part)).toString("hex"));
        expect(Buffer.concat(parts).equals(bytes)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it("D13: keeps every path that git can have, byte for byte", () => {
    const name = fc.oneof(
      fc
        .uint8Array({ minLength: 1, maxLength: 12 })
        .map((bytes) => bytes.map((byte) => (byte === 0x2f ? 1 : byte || 1))),
      fc
        .constantFrom("a b", " ", "b/x", "é", 'q"q', "tab\t", "nl\n", "-x", "a b/x b", "\\", "a\r", "x b/x")
        .map((text) => new Uint8Array(Buffer.from(text))),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 12, maxLength: 12, selector: String }), (names) => {
        const paths = names.map((bytes, at) => Buffer.concat([Buffer.from(`${at}/`), bytes]));
        const usable = paths.filter((path) => !/\/\.\.?$|\/\.git/i.test(path.toString("latin1")));
        const some = usable.map((path, at) => [path, at % 3 === 0 ? "" : "old\n"] as const);
        const other = usable.map((path, at) => [path, at % 2 === 0 ? null : "new\n"] as const);
        const bytes = gitPatch(some, other);
        const patch = parse(bytes);
        expect(Buffer.from(formatPatch(patch)).equals(bytes)).toBe(true);
        expect(patch.files.map(({ newPath }) => newPath).toSorted()).toEqual(usable.map(pathFromBytes).toSorted());
      }),
      { numRuns: 12 },
    );
  });

  it("D12: tells links, modes, submodules, renames, empty and binary files for what they are", () => {
    const before = {
      "bin.dat": Buffer.from([0, 1, 2]),
      "gone.txt": "x\n",
      "link-to-be": "x\n",
      "mode.sh": "echo\n",
      "old name": "same\ncontent\nhere\n",
      sub: { gitlink: A },
    };
    const after = {
      "bin.dat": Buffer.from([0, 1, 3]),
      "empty.txt": "",
      "gone.txt": null,
      "link-to-be": { link: "/etc/passwd" },
      "mode.sh": { mode: "100755", content: "echo\n" },
      "new name": "same\ncontent\nhere\n",
      "old name": null,
      sub: { gitlink: B },
    } as const;
    const { files } = parse(gitPatch(before, after, { renames: true }));
    const told = files.map((one) => [
      displayPath(one.newPath),
      one.status,
      one.oldMode,
      one.newMode,
      one.content,
      one.hunks.length,
    ]);
    expect(told).toEqual([
      ["bin.dat", "modified", "100644", "100644", "binary", 0],
      ["empty.txt", "added", "000000", "100644", "none", 0],
      ["gone.txt", "deleted", "100644", "000000", "lines", 1],
      ["link-to-be", "deleted", "100644", "000000", "lines", 1],
      ["link-to-be", "added", "000000", "120000", "lines", 1],
      ["mode.sh", "modified", "100644", "100755", "none", 0],
      ['"new name"', "renamed", undefined, undefined, "none", 0],
      ["sub", "modified", "160000", "160000", "lines", 1],
    ]);
  });

  it("D1: shows what attributes of the change would hide", () => {
    const attributes = "*.py -diff linguist-generated binary\n*.md diff=x\n";
    const before = { ".gitattributes": attributes, "a.py": "x = 1\n", "b.md": "one\n" };
    const { files } = parse(gitPatch(before, { "a.py": "x = 2\n", "b.md": "two\n" }));
    expect(files.map(({ content, hunks }) => [content, hunks[0]?.rows.length])).toEqual([
      ["lines", 2],
      ["lines", 2],
    ]);
  });

  it("D8: keeps bytes that are not UTF-8, and a heading that git cut", () => {
    const heading = `def ${"é".repeat(60)}():\n`;
    const body = Array.from({ length: 12 }, (_, at) => `  ${at}\n`).join("");
    const bytes = gitPatch({ x: heading + body }, { x: Buffer.from(`${heading}${body}  \xff\xfe\n`, "latin1") });
    const patch = parse(bytes);
    expect(Buffer.from(formatPatch(patch)).equals(bytes)).toBe(true);
    const row = patch.files[0]?.hunks.at(-1)?.rows.at(-1);
    expect(row).toEqual({ kind: "added", new: 14, text: "  \udcff\udcfe", ended: true });
  });

  it("D4 D7: ends lines at line feeds alone and says where the last one is missing", () => {
    const { files } = parse(gitPatch({ x: "a\r\nb\u2028c\n" }, { x: "a\nb\u2028c" }));
    expect(files[0]?.hunks[0]?.rows).toEqual([
      { kind: "removed", old: 1, text: "a\r", ended: true },
      { kind: "removed", old: 2, text: "b\u2028c", ended: true },
      { kind: "added", new: 1, text: "a", ended: true },
      { kind: "added", new: 2, text: "b\u2028c", ended: false },
    ]);
  });

  it("reads the ids of a repository with SHA-256, and an empty file in it", () => {
    const bytes = gitPatch({ x: "a\n" }, { x: "b\n", y: "" }, { objectFormat: "sha256" });
    const patch = parse(bytes);
    expect(Buffer.from(formatPatch(patch)).equals(bytes)).toBe(true);
    expect(patch.files.map(({ newOid }) => newOid?.length)).toEqual([64, 64]);
  });

  it("fixes everything else that git could be told", () => {
    expect(patchArguments("OLD", "NEW", { context: 3, renames: false })).toContain("--no-textconv");
    for (const context of [2, -1, 3.5, Number.NaN, 1_000_001])
      expect(() => patchArguments("OLD", "NEW", { context, renames: false })).toThrow(withCode("git.patch-context"));
  });

  it("reads the empty patch as one without files", () => {
    expect(parse(new Uint8Array()).files).toEqual([]);
  });
});

describe("what git does not print", () => {
  it.each<[string, string, readonly string[]]>([
    ["something before the first file", "git.patch-header", ["commit 1", ...MODIFIED, "@@ -1 +1 @@", "-a", "+b"]],
    ["the difference of a merge", "git.patch-header", ["diff --cc x", `index ${A},${A}..${B}`]],
    ["two names without a rename", "git.patch-names", ["diff --git a/x b/y", `index ${A}..${B} 100644`]],
    ["another prefix", "git.patch-names", ["diff --git i/x w/x", `index ${A}..${B} 100644`]],
    ["no name", "git.patch-names", ["diff --git a/ b/", `index ${A}..${B} 100644`]],
    ["a mode that no file has", "git.patch-mode", ["diff --git a/x b/x", "new file mode 040000"]],
    ["one mode of two", "git.patch-header", ["diff --git a/x b/x", "old mode 100644", `index ${A}..${B}`]],
    ["an abbreviated object id", "git.oid", ["diff --git a/x b/x", "index 1111111..2222222 100644"]],
    [
      "a similarity beyond all",
      "git.patch-header",
      ["diff --git a/x b/y", "similarity index 101%", "rename from x", "rename to y"],
    ],
    ["a rewrite", "git.patch-header", ["diff --git a/x b/x", "dissimilarity index 90%", `index ${A}..${B} 100644`]],
    ["the bytes of a binary file", "git.patch-header", [...MODIFIED.slice(0, 2), "GIT binary patch", "literal 0"]],
    ["a hunk without a header", "git.patch-hunk", [...MODIFIED, "-a", "+b"]],
    ["colours", "git.patch-header", ["\u001b[1mdiff --git a/x b/x\u001b[m"]],
    ["a hunk in which nothing differs", "git.patch-hunk", [...MODIFIED, "@@ -1 +1 @@", " a"]],
    ["fewer rows than the hunk promises", "git.patch-truncated", [...MODIFIED, "@@ -1,2 +1,2 @@", "-a", "+b"]],
    ["more rows than the hunk promises", "git.patch-header", [...MODIFIED, "@@ -1 +1 @@", "-a", "+b", "+c"]],
    ["rows of the wrong side", "git.patch-row", [...MODIFIED, "@@ -1,2 +1 @@", "+a", "+b"]],
    ["an unsigned row", "git.patch-row", [...MODIFIED, "@@ -1,2 +1,2 @@", "a", "-a", "+b"]],
    ["an empty row", "git.patch-row", [...MODIFIED, "@@ -1,2 +1,2 @@", "", "-a", "+b"]],
    ["added before removed", "git.patch-order", [...MODIFIED, "@@ -1 +1 @@", "+b", "-a"]],
    [
      "rows behind the end of a side",
      "git.patch-ended",
      [...MODIFIED, "@@ -1,2 +1 @@", "-a", "\\ No newline at end of file", "-b", "+b"],
    ],
    [
      "a hunk behind the end of a side",
      "git.patch-place",
      [...MODIFIED, "@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+b", "@@ -9 +9 @@", "-a", "+b"],
    ],
    [
      "a hunk that stands elsewhere than the ones above say",
      "git.patch-place",
      [...MODIFIED, "@@ -1 +1 @@", "-a", "+b", "@@ -9 +10 @@", "-a", "+b"],
    ],
    ["a first hunk with two places", "git.patch-place", [...MODIFIED, "@@ -5 +6 @@", "-a", "+b"]],
    [
      "hunks in the wrong order",
      "git.patch-place",
      [...MODIFIED, "@@ -9 +9 @@", "-a", "+b", "@@ -1 +1 @@", "-a", "+b"],
    ],
    ["a count that git leaves out", "git.patch-spelling", [...MODIFIED, "@@ -1,1 +1 @@", "-a", "+b"]],
    ["a number with a zero in front", "git.patch-spelling", [...MODIFIED, "@@ -01 +1 @@", "-a", "+b"]],
    [
      "a name in quotes that needs none",
      "git.patch-spelling",
      ['diff --git "a/x" "b/x"', ...MODIFIED.slice(1), "@@ -1 +1 @@", "-a", "+b"],
    ],
    [
      "another name in front of the rows",
      "git.patch-spelling",
      [...MODIFIED.slice(0, 2), "--- a/safe", "+++ b/safe", "@@ -1 +1 @@", "-a", "+b"],
    ],
    [
      "a new file that was there",
      "git.patch-spelling",
      [
        "diff --git a/x b/x",
        "new file mode 100644",
        `index ${ZEROS}..${B}`,
        "--- a/x",
        "+++ b/x",
        "@@ -1 +1 @@",
        "-a",
        "+b",
      ],
    ],
    [
      "a mode behind ids of a new file",
      "git.patch-spelling",
      ["diff --git a/x b/x", "new file mode 100644", `index ${ZEROS}..${EMPTY} 100644`],
    ],
    ["something behind the header of a hunk", "git.patch-hunk", [...MODIFIED, "@@ -1 +1 @@x", "-a", "+b"]],
  ])("D18: %s is refused", (_what, code, lines) => {
    expect(() => parse(patchOf(...lines))).toThrow(withCode(code));
  });

  it("D18: a patch that was cut anywhere is refused, or is that of fewer files", () => {
    const bytes = gitPatch({ "a b": "1\n2\n3\n", c: "x" }, { "a b": "1\n3\n4\n", c: "y\n" });
    const whole = parse(bytes).files.map(({ sha256 }) => sha256);
    for (let at = 0; at < bytes.length; at += 1) {
      const kept = attempt(bytes.subarray(0, at));
      if (kept !== undefined) expect(whole.slice(0, kept.length)).toEqual(kept);
    }
  });

  it("J1: a patch with one byte altered is refused, or reads as that other patch", () => {
    const bytes = gitPatch({ "a b": "1\n2\n3\n", l: { link: "x" } }, { "a b": "1\n3\n4", l: { link: "y" } });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const altered = bytes.slice();
        altered[at] = (altered[at] ?? 0) ^ by;
        try {
          expect(Buffer.from(formatPatch(parse(altered))).equals(altered)).toBe(true);
        } catch (error) {
          expect(error).toEqual(withCode(expect.stringMatching(/^git\.(?:patch-[a-z]+|oid|object-format)$/)));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("J5: a patch beyond 64 MiB is not read", () => {
    expect(() => parse(new Uint8Array((1 << 26) + 1))).toThrow(withCode("limit.patch"));
  });

  it("refuses whatever it is given with one of its codes", () => {
    const part = fc.constantFrom(
      ...MODIFIED,
      "@@ -1 +1 @@",
      "@@ -1,3 +1,3 @@ f",
      "-a",
      "+b",
      " c",
      "\\ No newline at end of file",
      "new file mode 100644",
      "rename from x",
      "similarity index 100%",
      "Binary files a/x and b/x differ",
      "",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (lines) => {
        const bytes = patchOf(...lines);
        try {
          expect(formatPatch(parse(bytes))).toEqual(encodeText(lines.map((one) => `${one}\n`).join("")));
        } catch (error) {
          expect(error).toEqual(withCode(expect.stringMatching(/^git\.(?:patch-[a-z]+|oid)$/)));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/** Digests of the files of a patch; undefined where it is refused. */
function attempt(bytes: Uint8Array): readonly string[] | undefined {
  try {
    return parse(bytes).files.map(({ sha256 }) => sha256);
  } catch (error) {
    expect(error).toEqual(withCode(expect.stringMatching(/^git\./)));
    return undefined;
  }
}
