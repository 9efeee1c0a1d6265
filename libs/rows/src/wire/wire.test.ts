import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeCrypto } from "@countersign/crypto/node";
import { gitPatch } from "../git-patch.testing.ts";
import type { Patch } from "../patch/patch-file.ts";
import { formatPatch, parsePatch } from "../patch/patch.ts";
import { blobLines } from "../text/blob-lines.ts";
import { encodeText } from "../text/text.ts";
import { patchBetween, someContent } from "../view/drawn-rows.testing.ts";
import { expandGap, gapsOf } from "../view/expansion.ts";
import { movedBlocks } from "../view/moved-blocks.ts";
import { wordChanges } from "../view/word-changes.ts";
import { formatExpansion, parseExpansion } from "./expansion-json.ts";
import { formatIndex, parseIndex } from "./index-json.ts";
import { joinSlices } from "./join-slices.ts";
import { indexOf } from "./rows-index.ts";
import { formatSlice, parseSlice } from "./slice-json.ts";
import { sliceOf } from "./slice.ts";
import type { RowsSlice } from "./slice.ts";

const { sha256 } = nodeCrypto;
const withCode = (code: string) => expect.objectContaining({ code });
const somePairs = fc.array(fc.tuple(someContent, someContent), { minLength: 10, maxLength: 10 });
const json = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));
const altered = (slice: RowsSlice, change: (document: Record<string, unknown>) => void) => {
  const document = JSON.parse(Buffer.from(formatSlice(slice)).toString());
  change(document);
  const sorted = Object.fromEntries(Object.entries(document).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return json(sorted);
};

function slicesOf(patch: Patch, file: number, step: number): readonly RowsSlice[] {
  const rows = indexOf(patch).files[file]?.rows ?? 0;
  const layers = { words: wordChanges(patch.files[file]?.hunks ?? []), moved: movedBlocks(patch.files) };
  const starts = Array.from({ length: Math.ceil(rows / step) }, (_, at) => at * step);
  return starts.map((from) => sliceOf(patch, { file, from, to: from + step }, layers));
}

describe("rows on the wire", () => {
  it("come back as they were, cut anywhere, and give the very patch", () => {
    fc.assert(
      fc.property(somePairs, fc.integer({ min: 1, max: 40 }), (pairs, step) => {
        const patch = patchBetween(pairs);
        const index = parseIndex(formatIndex(indexOf(patch)));
        expect(index).toEqual(indexOf(patch));
        const files = index.files.map((file, at) => {
          const sent = slicesOf(patch, at, step);
          const came = sent.map((slice) => parseSlice(formatSlice(slice)));
          expect(came).toEqual(sent);
          return joinSlices(file, came, sha256);
        });
        expect(files).toEqual(patch.files);
        expect(Buffer.from(sha256(formatPatch({ files }))).toString("hex")).toBe(index.sha256);
      }),
      { numRuns: 15 },
    );
  });

  it("D12 D13: carry every kind of file and every path", () => {
    const before = {
      "old name": "a\nb\nc\n",
      "bin\xff": new Uint8Array([0]),
      m: "x\n",
      s: { gitlink: "1".repeat(40) },
    };
    const after = {
      "né\nw": "a\nb\nc\n",
      "old name": null,
      "bin\xff": new Uint8Array([0, 1]),
      e: "",
      l: { link: "/etc" },
      m: { mode: "100755", content: "x\n" },
      s: { gitlink: "2".repeat(40) },
    } as const;
    const odd: [Uint8Array, string][] = [[Uint8Array.of(0x61, 0xff), "x\n"]];
    for (const bytes of [gitPatch(before, after, { renames: true }), gitPatch({ z: "" }, odd)]) {
      const index = indexOf(parsePatch(bytes, sha256));
      expect(parseIndex(formatIndex(index))).toEqual(index);
    }
  });

  it("D8: carry lines and headings that are not UTF-8", () => {
    const body = Array.from({ length: 12 }, (_, at) => `  ${at}\n`).join("");
    const odd = Buffer.from(`def f():\n${body}`, "latin1");
    const patch = parsePatch(gitPatch({ x: odd }, { x: Buffer.concat([odd, Buffer.of(0xfe, 0x0a)]) }), sha256);
    const slice = sliceOf(patch, { file: 0, from: 0, to: 99 });
    expect(slice.rows.at(-1)?.text).toBe("\udcfe");
    expect(parseSlice(formatSlice(slice))).toEqual(slice);
    const cut = { ...slice, hunks: slice.hunks.map((hunk) => ({ ...hunk, heading: "def \udcff" })) };
    expect(parseSlice(formatSlice(cut))).toEqual(cut);
  });

  it("D6: are cut where the caller wants it, and say by how much", () => {
    const patch = patchBetween([["", `${"a".repeat(1_000_000)}\nb😀\n`]]);
    const slice = sliceOf(patch, { file: 0, from: 0, to: 9, longest: 2 });
    expect(slice.rows.map(({ text }) => text)).toEqual(["aa", "b"]);
    expect([...slice.cut]).toEqual([
      [0, 999_998],
      [1, 2],
    ]);
    expect(parseSlice(formatSlice(slice))).toEqual(slice);
    const [file] = indexOf(patch).files;
    expect(file?.longest).toBe(1_000_000);
    if (file !== undefined) expect(() => joinSlices(file, [slice], sha256)).toThrow(withCode("web.digest"));
  });

  it("D2: find rows of a file of 100,000 by their numbers", () => {
    const patch = patchBetween([["", Array.from({ length: 100_000 }, (_, at) => `line ${at}\n`).join("")]]);
    const slice = sliceOf(patch, { file: 0, from: 77_000, to: 77_100 });
    expect(slice.rows[0]).toEqual({ kind: "added", new: 77_001, text: "line 77000", ended: true });
    expect([slice.rows.length, slice.hunks]).toEqual([100, []]);
    expect(sliceOf(patch, { file: 0, from: 99_999, to: 200_000 }).rows).toHaveLength(1);
    expect(sliceOf(patch, { file: 1, from: 0, to: 10 }).rows).toEqual([]);
  });

  it("say where moved rows come from and went to, from both ends, also in the middle of a block", () => {
    const block = "def rank(items):\n    total = sum(items)\n    return total\n";
    const patch = patchBetween([
      [`${block}x\n`, "x\n"],
      ["y\n", `y\n${block}`],
    ]);
    const moved = movedBlocks(patch.files);
    expect(sliceOf(patch, { file: 0, from: 1, to: 9 }, { moved }).moved).toEqual([
      { row: 1, rows: 2, other: { file: 1, row: 2, line: 3 } },
    ]);
    expect(sliceOf(patch, { file: 1, from: 0, to: 2 }, { moved }).moved).toEqual([
      { row: 1, rows: 1, other: { file: 0, row: 0, line: 1 } },
    ]);
  });

  it("D23: one row altered, left out, doubled or out of place is no longer what the digest names", () => {
    const patch = patchBetween([["a = 1\nb = 2\nc = 3\n", "a = 1\nb = 3\nc = 3\n"]]);
    const [file] = indexOf(patch).files;
    const slices = slicesOf(patch, 0, 2);
    const [first, second] = slices;
    if (file === undefined || first === undefined || second === undefined) throw new Error("no slices");
    expect(joinSlices(file, slices, sha256)).toEqual(patch.files[0]);
    const other = { ...first, rows: first.rows.map((row) => ({ ...row, text: row.text.replace("2", "4") })) };
    const heading = { ...first, hunks: first.hunks.map((hunk) => ({ ...hunk, heading: "def safe():" })) };
    const headless = { ...first, hunks: [] };
    for (const bad of [
      [other, second],
      [heading, second],
      [headless, second],
      [first],
      [second],
      [first, first],
      [second, first],
      [],
    ])
      expect(() => joinSlices(file, bad, sha256)).toThrow(withCode("web.digest"));
  });
});

describe("what a client refuses", () => {
  const patch = patchBetween([["a = 1\nb\n", "a = 2\nb\nc = 1"]]);
  const slice = sliceOf(patch, { file: 0, from: 0, to: 9 }, { words: wordChanges(patch.files[0]?.hunks ?? []) });

  it.each<[string, string, (document: Record<string, unknown>) => void]>([
    ["an unknown field", "web.unknown-field", (it) => (it["html"] = "<b>")],
    ["a missing field", "web.missing-field", (it) => delete it["cut"]],
    ["another version", "web.field-value", (it) => (it["version"] = "rows-2")],
    ["another document", "web.field-value", (it) => (it["kind"] = "index")],
    ["a number that is none", "web.field-type", (it) => (it["from"] = "0")],
    ["rows that are no list", "web.field-type", (it) => (it["texts"] = {})],
    ["a text that is none", "web.field-type", (it) => (it["texts"] = [1, "", "", "", ""])],
    ["a text of two lines", "web.rows-text", (it) => (it["texts"] = ["a\nb", "", "", ""])],
    ["bytes that are UTF-8", "web.rows-text", (it) => (it["texts"] = [{ base64: "YQ==" }, "", "", ""])],
    ["bytes in another spelling", "web.base64", (it) => (it["texts"] = [{ base64: "/w" }, "", "", ""])],
    ["fewer texts than signs", "web.rows-numbers", (it) => (it["texts"] = ["a"])],
    ["a sign that is none", "web.rows-numbers", (it) => (it["signs"] = "-+ *")],
    ["other numbers than the hunk's", "web.rows-numbers", (it) => (it["next"] = [7, 7])],
    ["a third side", "web.rows-numbers", (it) => (it["next"] = [1, 1, 1])],
    ["a line feed that is missing nowhere", "web.rows-numbers", (it) => (it["unended"] = [9])],
    ["the same row twice", "web.rows-numbers", (it) => (it["unended"] = [3, 3])],
    ["words of no row", "web.rows-numbers", (it) => (it["words"] = [[9, 0, 1]])],
    [
      "words out of order",
      "web.rows-numbers",
      (it) =>
        (it["words"] = [
          [1, 0, 1],
          [0, 0, 1],
        ]),
    ],
    ["words beyond the row", "web.rows-numbers", (it) => (it["words"] = [[0, 0, 99]])],
    ["half a range", "web.rows-numbers", (it) => (it["words"] = [[0, 1]])],
    ["ranges that overlap", "web.rows-numbers", (it) => (it["words"] = [[0, 2, 4, 3, 5]])],
    ["a hunk of no row", "web.rows-numbers", (it) => (it["hunks"] = [[9, 1, 1, 1, 1]])],
    ["half a hunk", "web.field-value", (it) => (it["hunks"] = [[0, 1, 1]])],
    ["a hunk with more", "web.field-value", (it) => (it["hunks"] = [[0, 1, 2, 1, 3, "a", "b"]])],
    ["a move of no row", "web.rows-numbers", (it) => (it["moved"] = [[3, 9, 0, 0, 1]])],
    ["half a move", "web.field-value", (it) => (it["moved"] = [[0, 1]])],
    ["a cut of no row", "web.rows-numbers", (it) => (it["cut"] = [[99, 1]])],
  ])("%s", (_what, code, change) => {
    expect(() => parseSlice(altered(slice, change))).toThrow(withCode(code));
  });

  it("another spelling of the same", () => {
    expect(parseSlice(altered(slice, () => {}))).toEqual(slice);
    const spaced = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(formatSlice(slice)).toString()), null, 1));
    expect(() => parseSlice(spaced)).toThrow(withCode("web.json-not-canonical"));
    expect(() => parseSlice(Buffer.from("<html>"))).toThrow(withCode("web.json-syntax"));
  });

  it.each<[string, string, (file: Record<string, unknown>) => void]>([
    ["a path that leads out", "web.rows-path", (it) => (it["newPath"] = "../x")],
    ["an old path that is the new one", "web.rows-numbers", (it) => (it["oldPath"] = it["newPath"])],
    ["a card that nobody knows", "web.field-value", (it) => (it["cards"] = ["safe"])],
    ["a mode that no file has", "web.field-value", (it) => (it["newMode"] = "040000")],
    ["an abbreviated id", "web.field-value", (it) => (it["newOid"] = "1234567")],
    ["a digest that is none", "web.field-value", (it) => (it["sha256"] = "00")],
    ["counts of fewer kinds", "web.field-value", (it) => (it["hidden"] = [0])],
    ["more changes than rows", "web.rows-numbers", (it) => (it["added"] = 99)],
  ])("an index with %s", (_what, code, change) => {
    const document = JSON.parse(Buffer.from(formatIndex(indexOf(patch))).toString());
    change(document.files[0]);
    document.files[0] = Object.fromEntries(Object.entries(document.files[0]).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    expect(() => parseIndex(json(document))).toThrow(withCode(code));
  });

  it("J1: whatever bytes come, they are refused with one of our codes or are a slice", () => {
    const bytes = formatSlice(slice);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const other = bytes.slice();
        other[at] = byte;
        try {
          expect(formatSlice(parseSlice(other))).toEqual(other);
        } catch (error) {
          expect(error).toEqual(withCode(expect.stringMatching(/^web\./)));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a gap on the wire", () => {
  const lines = Array.from({ length: 50 }, (_, at) => `line ${at}`).join("\n");
  const sides = { old: blobLines(encodeText(`a\n${lines}`)), new: blobLines(encodeText(`b\nc\n${lines}`)) };
  const hunks = patchBetween([[`a\n${lines}`, `b\nc\n${lines}`]]).files[0]?.hunks ?? [];
  const gap = gapsOf(hunks, sides.old.lines.length).at(-1) ?? { old: 0, new: 0, count: 0 };
  const expansion = { file: 0, gap: 1, from: 40, of: gap.count, rows: expandGap(sides, gap, 40, 99) };

  it("comes back as it was", () => {
    expect(expansion.rows.at(-1)).toEqual({ kind: "context", old: 51, new: 52, text: "line 49", ended: false });
    expect(parseExpansion(formatExpansion(expansion))).toEqual(expansion);
  });

  it.each([
    ["a row that changed", { ...expansion, rows: [{ kind: "added", new: 1, text: "x", ended: true }] }],
    ["more rows than there are", { ...expansion, of: 41 }],
  ])("is refused with %s", (_what, bad) => {
    const bytes = formatExpansion(JSON.parse(JSON.stringify(bad)));
    expect(() => parseExpansion(bytes)).toThrow(withCode("web.rows-numbers"));
  });
});
