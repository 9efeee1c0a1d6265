import { describe, expect, it } from "vitest";
import { fileChange, pathNamed, scopeWithout } from "../small-change.testing.ts";
import { ratioOf, shortRatio } from "../facts/ratio.ts";
import { originalsOf } from "./copies/originals.ts";
import { hiddenCharacters } from "./hidden-text/characters.ts";
import { confusableWords } from "./hidden-text/scripts.ts";
import { hiddenText } from "./hidden-text/hidden-text.ts";
import { generated } from "./generated/generated.ts";
import { movedBlocks } from "./moves/blocks.ts";
import { moves } from "./moves/moves.ts";
import { excludedNames } from "./scope/references.ts";

const around = {
  change: { entries: [], contributors: [], claim: { title: "", text: "" }, ref: "refs/heads/main" },
  scope: scopeWithout(),
  excluded: [],
  paths: [],
  originals: originalsOf(new Map(), []),
};

describe("hidden text", () => {
  it.each([
    ["tabs, line ends and letters of other languages", "a\tb\r\né ü 漢字 Привет\n"],
    ["pictures with their selectors and joiners", "❤\ufe0f 👩\u200d💻"],
    ["a byte order mark at the beginning, which is an encoding", "\ufeffa"],
  ])("is not: %s", (_, text) => {
    expect(hiddenCharacters(text)).toEqual([]);
  });

  it.each([
    ["text.bidi", "\u202e"],
    ["text.invisible", "\u200b"],
    ["text.invisible", "\u{e0041}"],
    ["text.invisible", "\ufe01"],
    ["text.invisible", "\u2800"],
    ["text.control", "\u0085"],
    ["text.control", "\u2028"],
    ["text.control", "\r"],
  ])("is %s: %j", (code, character) => {
    expect(hiddenCharacters(`a${character}b`)).toMatchObject([{ code, character, at: 1 }]);
  });

  it("is told of new lines only, wherever an old one has moved", () => {
    const { findings } = hiddenText.file?.(fileChange("a.py", "x\u200b\ny\n", "y\nx\u200b\nz\u200b\n"), around) ?? {};
    expect(findings?.map(({ at }) => at.map(({ from }) => from))).toEqual([[3]]);
  });
});

describe("words that look like others", () => {
  it.each(["пароль password", "# как тут", "Δt μs σ2", "データ data"])("are not: %s", (text) => {
    expect(confusableWords(text)).toEqual([]);
  });

  it.each(["p\u0430ssword", "if \u0430 == b", "\uff45val(x)", "\u{1d41a}dmin"])("are: %s", (text) => {
    expect(confusableWords(text)).toHaveLength(1);
  });
});

describe("a ratio", () => {
  it.each([
    ["0.30", "0.03", "0.1"],
    ["12", "9", "0.75"],
    ["3", "1", "0.333333"],
    ["1", "-2", "-2"],
    ["5_000", "7000", "1.4"],
    ["0", "1", undefined],
    ["1e3", "1", undefined],
    ["text", "1", undefined],
  ])("of %s and %s is %s", (before, after, ratio) => {
    expect(ratioOf(before, after)).toBe(ratio);
  });
});

describe("a ratio for people", () => {
  it.each([
    ["0.666666", "0.667"],
    ["0.75", "0.75"],
    ["0.909090", "0.909"],
    ["1.4", "1.4"],
    ["12.345678", "12.3"],
    ["1000", "1000"],
    ["9.999999", "10"],
    ["0.000123456", "0.000123"],
    ["-2", "-2"],
    ["0", "0"],
  ])("of %s is %s", (ratio, said) => {
    expect(shortRatio(ratio)).toBe(said);
  });
});

describe("a moved block", () => {
  const displaced = (before: string, after: string) => fileChange("a", before, after).displaced;

  it("is followed over one changed line, and into another file", () => {
    const lines = ["one = 1", "two = 2", "three = 3", "four = 4", "five = 5"];
    const files = [
      { path: pathNamed("a"), ...displaced(lines.join("\n"), "") },
      { path: pathNamed("b"), ...displaced("", lines.with(2, "three = 30").join("\n")) },
    ];
    expect(movedBlocks(files)).toMatchObject([
      { lines: 5, edits: [{ before: { text: "three = 3", path: "a" }, after: { text: "three = 30", number: 3 } }] },
    ]);
  });

  it("is none where fewer than three lines agree", () => {
    const files = [
      { path: pathNamed("a"), ...displaced("one = 1\ntwo = 2", "") },
      { path: pathNamed("b"), ...displaced("", "one = 1\ntwo = 2\nthree = 3") },
    ];
    expect(movedBlocks(files)).toEqual([]);
  });
});

describe("what changed inside moved lines", () => {
  const moved = (path: string, edits: number) => {
    const lines = Array.from({ length: 40 }, (_, at) => `step_${at} = ${at}`);
    const after = lines.map((line, at) => (at % 5 === 2 && at < edits * 5 ? `${line}0` : line));
    const text = (some: readonly string[]) => some.join("\n");
    const other = Array.from({ length: 50 }, (_, at) => `other_${at} = ${at}`);
    return moves
      .across?.([
        {
          path: pathNamed(path),
          ...fileChange(path, text([...lines, ...other]), text([...other, ...after])).displaced,
        },
      ])
      ?.findings.map(({ risk, title }) => `${risk} ${title}`);
  };

  it("is told line by line, and together where it is many", () => {
    expect(moved("ranker/a.py", 1)).toEqual(["R2 A line changed inside 40 lines that moved within ranker/a.py"]);
    expect(moved("ranker/a.py", 6)).toEqual(["R2 6 lines changed inside 40 lines that moved within ranker/a.py"]);
  });

  it("is told apart in a test", () => {
    expect(moved("tests/a.py", 6)).toEqual(["R1 6 lines changed inside 40 lines that moved within tests/a.py"]);
  });
});

describe("a generated file", () => {
  const titles = (path: string, header: string, before = "x = 1\n", after = "x = 2\n") =>
    generated
      .file?.(fileChange(path, `${header}\n${before}`, `${header}\n${after}`), around)
      ?.findings.map(({ title }) => title);

  it.each([
    "# @generated from feed.tmpl",
    "// Code generated by maker. DO NOT EDIT.",
    "/* eslint-disable */ /* @generated */",
    "-- GENERATED FILE",
    "# This file was automatically generated by maker.",
    "# THIS IS AN AUTOGENERATED FILE",
    "# Please do not edit this file.",
  ])("says so of itself: %s", (header) => {
    expect(titles("ranker/a.py", header)).toHaveLength(1);
  });

  it.each([
    "# Folder of the data that is used in and generated by the training",
    "# The language of the content autogenerated by the tool",
    "# Do not edit the weights while an experiment runs",
  ])("is not one that speaks of others: %s", (header) => {
    expect(titles("ranker/a.py", header)).toEqual([]);
  });

  it("says what it is made from, or that it does not", () => {
    expect(titles("ranker/a.py", "# @generated from feed.tmpl")).toEqual([
      "ranker/a.py is generated, and what it is made from does not change",
    ]);
    expect(titles("ranker/a.py", "# @generated")).toEqual(["ranker/a.py says that a tool makes it, and not from what"]);
  });

  it("is the same where only the version of the tool stands otherwise in a comment", () => {
    expect(titles("a.pb.go", "// Code generated by maker. DO NOT EDIT.", "// maker v1\n", "// maker v2\n")).toEqual([]);
    expect(
      titles("a.pb.go", "// Code generated by maker. DO NOT EDIT.", "//go:embed a\n", "//go:embed b\n"),
    ).toHaveLength(1);
  });
});

describe("a name of what is out of scope", () => {
  it.each([
    ['open("docs/w.json")', ["docs/w.json"]],
    ["open('../docs/w.json')", ["docs/w.json"]],
    ["source: ./docs/../docs/w.json", ["docs/w.json"]],
    ["see docs/a and docs/b", ["docs/a", "docs/b"]],
    ["mydocs/w.json docs.json", []],
    ["a/docs/w.json", []],
  ])("in %s", (line, found) => {
    expect(excludedNames(line, pathNamed("ranker/score.py"), scopeWithout("docs/**"))).toEqual(found);
  });
});
