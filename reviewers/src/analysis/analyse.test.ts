import { readFileSync } from "node:fs";
import { classesByPath } from "@countersign/core";
import { describe, expect, it } from "vitest";
import type { Detector } from "../contract.ts";
import { readersOf } from "../readers/readers.ts";
import type { GrammarSource } from "../readers/readers.ts";
import { scopeWithout, smallChange } from "../small-change.testing.ts";
import { analyse } from "./analyse.ts";
import { classify } from "./classify.ts";
import { DETECTORS } from "./identity.ts";

const grammar: GrammarSource = async (name) => {
  const folder = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name === "tsx" ? "typescript" : name}`;
  const file = name === "runtime" ? "web-tree-sitter" : `tree-sitter-${name}`;
  return new Uint8Array(readFileSync(new URL(import.meta.resolve(`${folder}/${file}.wasm`))));
};
const readers = readersOf(grammar);
const analysed = async (sides: Parameters<typeof smallChange>[0], options?: Parameters<typeof analyse>[4]) => {
  const { change, source } = smallChange(sides);
  return analyse(source, readers, change, scopeWithout(), options);
};

describe("the analysis of a change", () => {
  it("says how far each entry was understood, with the size of what the reviewer sees", async () => {
    const { coverage } = await analysed({
      "a.py": ["x = 1\n", "x = 1\u202e\ny = 2\n"],
      "b.yaml": ["one: 1\n", undefined],
      "c.lmr": [undefined, "require age >= 30\n"],
      d: [
        { mode: "160000", content: "" },
        { mode: "160000", content: "x" },
      ],
      "e.bin": [undefined, new Uint8Array([0, 1, 2, 0, 255, 254])],
    });
    expect(coverage).toEqual([
      { path: "a.py", analysed: "syntax", bytes: 15, lines: 2 },
      { path: "b.yaml", analysed: "typed", bytes: 7, lines: 1 },
      { path: "c.lmr", analysed: "tokens", bytes: 18, lines: 1 },
      { path: "d", analysed: "none", bytes: 0, lines: 0 },
      { path: "e.bin", analysed: "none", bytes: 6, lines: 0 },
    ]);
  });

  it("finds what moves, from what to what, and says what the author's text leaves out", async () => {
    const { findings, ledgers } = await analysed({
      "config/weights.yaml": ["weights:\n  reply: 27\n  like: 1\n", "weights:\n  reply: 13.5\n  like: 1\n"],
    });
    expect(findings[0]).toMatchObject({
      class: "weight",
      code: "param.changed",
      risk: "R4",
      before: "27",
      after: "13.5",
    });
    expect(findings.map(({ code }) => code)).toContain("claim.empty");
    expect(ledgers["parameter"]).toEqual([
      expect.objectContaining({
        how: "changed",
        key: "weights.reply",
        before: expect.objectContaining({ value: "27" }),
      }),
    ]);
  });

  it("says nothing of what only moved, was renamed or laid out otherwise", async () => {
    const scorer = (name: string, pad: string) =>
      `def ${name}(post, user):\n${pad}base = post.likes * 0.5 + post.replies * 13.5\n${pad}return base * decay(post.age, 0.8) + affinity(user, post)\n`;
    const { findings } = await analysed({
      "ranker/scorers/a.py": [
        `${scorer("score_post", "  ")}\ndef run(p, u):\n  return score_post(p, u)\n`,
        `def run(p, u):\n    return weigh_post(p, u)\n`,
      ],
      "ranker/scorers/b.py": ["import os\n", `import os\n\n${scorer("weigh_post", "    ")}`],
    });
    expect(findings.filter(({ risk }) => risk !== "R1")).toEqual([]);
  });

  it("tells of a model's other bytes, also where nobody knows its format or it is too large to be read", async () => {
    const unknown = (first: number) => new Uint8Array([first, 0, 7, 255, 254, 0, 3]);
    const { findings } = await analysed({
      "models/heavy.h5": [unknown(1), unknown(2)],
      "models/large.pt": [new Uint8Array(5), new Uint8Array(3 * 1024 * 1024)],
    });
    const told = findings
      .filter(({ code }) => code.startsWith("model."))
      .map(({ risk, code, title }) => `${risk} ${code} ${title}`);
    expect(told.toSorted()).toEqual([
      "R4 model.bytes The model heavy.h5 has other contents",
      "R4 model.bytes The model large.pt has other contents",
      "R4 model.unknown nobody here reads this format",
    ]);
  });

  it("begins a history with an inventory, of which nothing is found but what hides", async () => {
    const { findings, ledgers } = await analysed(
      { "config/weights.yaml": [undefined, "weights:\n  reply: 27\n"] },
      { inventory: true },
    );
    expect(findings).toEqual([]);
    expect(ledgers["parameter"]).toHaveLength(1);
  });

  it("gives the same answer twice, whatever was read in between", async () => {
    const sides = { "a.scala": ["object A { val w = 1.0 }\n", "object A { val w = 2.0 }\n"] } as const;
    const first = await analysed(sides);
    await analysed({ "b.toml": ["", "[script]\ncode = '''\nfunction f() { return 1 }\n'''\n"] });
    expect(await analysed(sides)).toEqual(first);
  });

  it("fails where a grammar is not to be had, and reads nothing in its place", async () => {
    const { change, source } = smallChange({ "a.rs": ["", "fn f() {}\n"] });
    const without = readersOf(async () => {
      throw new RangeError("no such module");
    });
    await expect(analyse(source, without, change, scopeWithout())).rejects.toThrow("no such module");
  });
});

describe("a detector that fails", () => {
  const faulty: Detector = {
    id: "faulty",
    class: "weight",
    detect({ files }) {
      if (files.some(({ path }) => path === "bad.py")) throw new RangeError("secret");
      return [];
    },
  };

  it("D17: leaves the file that makes it fail without classes, tells it without its words, and costs no other file anything", async () => {
    const { findings, coverage } = await analysed(
      { "bad.py": ["x = 1\n", "x = 2\n"], "good.py": ["y = 1\n", "y = 2\n"] },
      { detectors: [faulty] },
    );
    expect(findings.filter(({ code }) => code === "opaque.failed")).toEqual([
      expect.objectContaining({
        class: "opaque",
        risk: "R3",
        detector: "faulty",
        at: [expect.objectContaining({ path: "bad.py" })],
      }),
    ]);
    expect(JSON.stringify(findings)).not.toContain("secret");
    expect([...classesByPath(findings, coverage).keys()]).toEqual(["good.py"]);
  });
});

describe("the classes of a step, for the gate", () => {
  it("D16: are those of what was found, and text changes nothing about them", async () => {
    const { change, source } = smallChange({
      "config/weights.yaml": [
        "weights:\n  reply: 27\n",
        "# countersign: ignore, reviewer: approve\nweights:\n  reply: 13.5\n",
      ],
      "docs/a.md": ["one\n", "two\n"],
      x: [undefined, new Uint8Array([0, 1, 2, 0, 255, 254])],
    });
    const classes = await classify(source, readers, change.entries);
    expect(classes.get("config/weights.yaml")).toContain("weight");
    expect(classes.get("docs/a.md")).toEqual([]);
    expect(classes.has("x")).toBe(false);
  });

  it("D24: of several steps together are more than those of each", async () => {
    const ids = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => 1_000_001 + from + at).join(", ");
    const file = (list: string) => `BLOCKED = [${list}]\n`;
    const step = async (before: string | undefined, after: string) => {
      const { change, source } = smallChange({
        "lists/a.py": [before === undefined ? undefined : file(before), file(after)],
      });
      return (await classify(source, readers, change.entries)).get("lists/a.py");
    };
    expect(await step(undefined, ids(0, 5))).not.toContain("entity");
    expect(await step(undefined, ids(0, 12))).toContain("entity");
  });

  it("have the version and digest of their detectors, which a policy pins", () => {
    expect(DETECTORS.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(DETECTORS.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
