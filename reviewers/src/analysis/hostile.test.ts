import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import type { Finding } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { ARRAY, ONNX } from "../readers/models/examples.testing.ts";
import { npy, zip } from "../readers/models/writers.testing.ts";
import { readersOf } from "../readers/readers.ts";
import { scopeWithout, smallChange } from "../small-change.testing.ts";
import { analyse } from "./analyse.ts";

const readers = readersOf(async (name) => {
  const folder = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name === "tsx" ? "typescript" : name}`;
  const file = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name}`;
  return new Uint8Array(readFileSync(new URL(import.meta.resolve(`${folder}/${file}.wasm`))));
});

/** Findings about a new file and how far it was understood, within seconds; nothing throws. */
async function told(path: string, content: string | Uint8Array) {
  const { change, source } = smallChange({ [path]: [undefined, content], "a.md": ["one\n", "two\n"] });
  const { findings, coverage } = await analyse(source, readers, change, scopeWithout());
  expect(findings.filter(({ code }) => code === "opaque.failed")).toEqual([]);
  const about = findings.filter(({ at }) => at.some((place) => String(place.path) === path));
  return { codes: about.map(({ code }) => code), about, analysed: coverage.find((one) => one.path === path)?.analysed };
}

const says = (findings: readonly Finding[]) => findings.map((one) => JSON.stringify(one)).join("\n");

describe("a hostile file gives a finding, and no failure:", { timeout: 240_000 }, () => {
  it("J: 100 MB in one line", async () => {
    const bytes = new Uint8Array(100 * 1024 * 1024).fill(0x61);
    const { change, source } = smallChange({ "a.py": [undefined, "x = 1\n"] });
    const digest = async () => ({ sha256: "a".repeat(64), size: bytes.length, lines: 0 });
    const large = { ...source, digest, blob: async () => bytes };
    const { findings, coverage } = await analyse(large, readers, change, scopeWithout());
    expect(findings.map(({ code }) => code)).toContain("limit.content");
    expect(coverage.map(({ analysed }) => analysed)).toEqual(["none"]);
  });

  it.each(["a.py", "a.go", "a.json", "a.yaml", "a.lmr", "a.toml", "a.sql"])(
    "J: as much in one line as is read, as %s",
    async (path) => {
      const { codes } = await told(path, `x = "${"ab".repeat(1024 * 1024 - 10)}"`);
      expect(codes).toContain("text.long-line");
    },
  );

  it.each([
    ["JSON", "deep.json", `${"[".repeat(200_000)}${"]".repeat(200_000)}`],
    ["JSON of objects", "deep.json", `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`],
    ["YAML", "deep.yaml", `${"[".repeat(200_000)}${"]".repeat(200_000)}\n`],
    ["YAML of lists", "deep.yaml", `${"- ".repeat(200_000)}a\n`],
    ["YAML of lines", "deep.yaml", Array.from({ length: 1_400 }, (_, at) => `${" ".repeat(at)}a:\n`).join("")],
    ["TOML", "deep.toml", `a = ${"[".repeat(200_000)}${"]".repeat(200_000)}\n`],
    ["HOCON", "deep.hocon", `${"a {".repeat(200_000)}${"}".repeat(200_000)}\n`],
    ["XML", "deep.xml", `${"<a>".repeat(200_000)}${"</a>".repeat(200_000)}\n`],
    ["code", "deep.py", `x = ${"(".repeat(200_000)}1${")".repeat(200_000)}\n`],
  ])("J: deep %s", async (_, path, text) => {
    const { about, analysed } = await told(path, text);
    expect(says(about)).toMatch(/"(?:limit|opaque)\./);
    expect(analysed).toBe("none");
  });

  it("J: YAML that refers to itself ten times in each of ten", async () => {
    const bombs = Array.from(
      { length: 12 },
      (_, at) => `a${at}: &a${at} [${Array(10).fill(at === 0 ? "x" : `*a${at - 1}`)}]\n`,
    );
    expect((await told("bomb.yaml", bombs.join(""))).analysed).toBeDefined();
  });

  it.each(["model.pt", "weights.npz", "model.keras"])("J: %s that would fill the memory", async (path) => {
    const bytes = deflateRawSync(new Uint8Array(64 * 1024 * 1024), { level: 9 });
    const name = path === "model.pt" ? "archive/data.pkl" : path === "weights.npz" ? "w.npy" : "config.json";
    const bomb = zip([{ name, data: bytes, size: 64 * 1024 * 1024, method: 8 }]);
    expect(says((await told(path, bomb)).about)).toContain("model.ratio");
  });

  it("J: an archive in an archive is not unpacked", async () => {
    const inner = zip([{ name: "w.npy", data: ARRAY }]);
    const { about } = await told("weights.npz", zip([{ name: "inner.npz", data: inner }]));
    expect(says(about)).toContain("model.");
  });

  it("J: an array that announces more than there is", async () => {
    const huge = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999, 99999999), }\n", []);
    expect(says((await told("w.npy", huge)).about)).toContain("model.");
  });

  it("J: data of an ONNX model outside its folder", async () => {
    expect(says((await told("model.onnx", ONNX)).about)).toContain("outside its folder");
  });
});
