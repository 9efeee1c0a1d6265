import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { codesAt, findingsOf, pathsOf, shown as shownAgain, shownOf } from "./shown.testing.ts";
import { openStage } from "./stage.testing.ts";

/** A function of four lines that no other equals. */
const body = (at: number, constant: number) =>
  `def part_${at}(post):\n    value = post.signal_${at}\n    limit = ${constant}\n    return min(value, limit) + ${at}\n`;

describe("group 4: what changes and what it means", () => {
  it("D2: nothing is dropped of 3000 files, 30000 lines, one large file and 250 commits", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0 } = stage;
    const many = Array.from({ length: 3000 }, (_, at) => [`ranker/gen/${at}.py`, `weight = ${at}\n`] as const);
    const long = Array.from({ length: 30_000 }, (_, at) => `line ${at}\n`).join("");
    const large = "a = 1\n".repeat(100_000);
    const plans = Array.from({ length: 250 }, (_, at) => ({
      files:
        at === 0
          ? [...many, ["ranker/long.py", long] as const, ["ranker/large.py", large] as const]
          : { "ui/n.ts": `${at}\n` },
      parents: [at === 0 ? c0 : `:${at}`],
      ref: "refs/heads/proposed",
    }));
    const head = repo.commits(plans).at(-1) ?? "";
    const { change } = await stage.capture(head, { base: c0 });
    const shown = await shownAgain(stage, change);
    expect(shown.entries).toHaveLength(3003);
    expect(shown).toMatchObject({ commits: 250 });
    expect(shown.coverage.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(600_000 + long.length);
    expect(findingsOf(shown, "limit.entries")).toEqual([]);
    expect((await stage.run("show", change, "--hunks")).stdout).toContain("more lines are not shown");
  });

  it("D3: a constant that changes inside one of 200 moved functions is found, and the moves are listed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const parts = Array.from({ length: 200 }, (_, at) => body(at, 10));
    const base = stage.repo.commit({ files: { "ranker/parts.py": parts.join("\n") }, parents: [stage.c0] });
    const moved = parts.toReversed().map((text) => (text.includes("part_77(") ? body(77, 1000) : text));
    const shown = await shownOf({ ...stage, c0: base }, { "ranker/parts.py": moved.join("\n") });
    const edits = findingsOf(shown, "code.moved");
    expect(edits).toMatchObject([{ before: "limit = 10", after: "limit = 1000", risk: "R2" }]);
    expect(edits[0]?.at).toContainEqual(expect.objectContaining({ side: "base", from: 77 * 5 + 3 }));
    const rows = shown.ledgers["moves"] ?? [];
    expect(rows.length).toBeGreaterThan(190);
    expect(rows.filter(({ edits: count }) => count !== "0")).toHaveLength(1);
    const { stdout } = await stage.run("show", shown.change);
    expect(stdout).toContain(`moves: ${rows.length}`);
  });

  it("D3: functions that move to another file are moves, and findings stand in the order of risk", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const parts = Array.from({ length: 20 }, (_, at) => body(at, 10)).join("\n");
    const base = stage.repo.commit({ files: { "ranker/parts.py": parts }, parents: [stage.c0] });
    const files = {
      "ranker/parts.py": null,
      "ui/parts.py": parts.replace("signal_7", "signal_8"),
      "ranker/x.py": "a\u200b = 1\n",
    };
    const shown = await shownOf({ ...stage, c0: base }, files);
    const risks = shown.findings.map(({ risk }) => risk);
    expect(risks).toEqual(risks.toSorted().toReversed());
    expect(shown.findings[0]).toMatchObject({ risk: "R4", code: "text.invisible" });
    expect(findingsOf(shown, "code.moved").filter(({ detector }) => detector === "moves")).toHaveLength(1);
    expect(shown.ledgers["moves"]).toMatchObject([{ from: "ranker/parts.py", to: "ui/parts.py", edits: "1" }]);
  });

  it("D14: configuration with two readings is a finding, and values are compared with their ratio", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const base = stage.repo.commit({
      files: { "ranker/w.yaml": "reply: 0.30\nshare: 2\nflag: true\n", "ranker/limits.toml": "[cap]\nposts = 5000\n" },
      parents: [stage.c0],
    });
    const shown = await shownOf(
      { ...stage, c0: base },
      {
        "ranker/w.yaml": "base: &b\n  x: 1\nreply: 0.03\nreply: 0.30\nshare: 02\nflag: no\nother:\n  <<: *b\n",
        "ranker/limits.toml": "[cap]\nposts = 9000\n",
        "ranker/weights.json": '{"like": 1, "share": 2, "\\u006cike": 100}\n',
      },
    );
    const found = findingsOf(shown, "config.ambiguous").map(({ evidence, before, after }) => [
      evidence["kind"],
      evidence["key"],
      before,
      after,
    ]);
    expect(found).toEqual([
      ["duplicate-key", "reply", "number 0.30", "number 0.30"],
      ["octal", "share", "integer 2", "integer 02"],
      ["merge-key", "other.<<", undefined, "text *b"],
      ["duplicate-key", "like", "integer 1", "integer 100"],
      ["anchor", "base", undefined, "text &b"],
      ["boolean-word", "flag", "truth value true", "text no"],
    ]);
    expect(findingsOf(shown, "config.ambiguous")[0]?.evidence["readings"]).toBe("0.03 in line 3, or 0.30");
    expect(shown.ledgers["parameter"]).toContainEqual(
      expect.objectContaining({
        path: "ranker/limits.toml",
        key: "cap.posts",
        before: { value: "5000", decimal: "5000" },
        after: { value: "9000", decimal: "9000" },
        ratio: "1.8",
      }),
    );
    const next = await shownOf({ ...stage, c0: base }, { "ranker/w.yaml": "reply: 0.03\nshare: 2\nflag: true\n" });
    expect(next.ledgers["parameter"]).toEqual([
      {
        how: "changed",
        path: "ranker/w.yaml",
        line: "1",
        key: "reply",
        before: { value: "0.30", decimal: "0.3" },
        after: { value: "0.03", decimal: "0.03" },
        ratio: "0.1",
      },
    ]);
    expect((await stage.run("show", next.change)).stdout).toMatch(/reply +0\.30 → 0\.03 +× 0\.1/);
  });

  it("D15: a generated file without its source, encoded text and tables of numbers are findings", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const random = Buffer.from(Array.from({ length: 300 }, (_, at) => (at * at * 31 + at * 17) % 251)).toString(
      "base64",
    );
    const shown = await shownOf(stage, {
      "ranker/feed.pb.go": "// Code generated by protoc. DO NOT EDIT.\npackage feed\n",
      "ranker/both.proto": "message A {}\n",
      "ranker/both.pb.go": "// Code generated by protoc. DO NOT EDIT.\npackage both\n",
      "ranker/made.py": "# @generated from ranker/made.tmpl\nx = 1\n",
      "ranker/blob.py": `DATA = "${random}"\n`,
      "ranker/run.py": `import base64\nexec(base64.b64decode("${random.slice(0, 60)}"))\n`,
      "ranker/table.py": `TABLE = [${Array.from({ length: 400 }, (_, at) => at * 7).join(", ")}]\n`,
      "ranker/table2.py": `TABLE = [\n${Array.from({ length: 60 }, (_, at) => `    ${at}, 1.5, -2, 0x1f,\n`).join("")}]\n`,
      "package-lock.json": "{}\n",
    });
    expect(codesAt(shown, "ranker/feed.pb.go")).toEqual(["generated.mismatch"]);
    expect(codesAt(shown, "ranker/both.pb.go")).toEqual([]);
    expect(codesAt(shown, "ranker/made.py")).toEqual(["generated.mismatch"]);
    expect(codesAt(shown, "package-lock.json")).toEqual(["generated.mismatch"]);
    expect(codesAt(shown, "ranker/blob.py")).toEqual(["text.high-entropy"]);
    expect(codesAt(shown, "ranker/run.py")).toEqual(["text.encoded"]);
    expect(codesAt(shown, "ranker/table.py")).toEqual(["text.high-entropy"]);
    expect(codesAt(shown, "ranker/table2.py")).toEqual(["text.high-entropy"]);
    expect(pathsOf(shown)).toHaveLength(9);
  });
});
