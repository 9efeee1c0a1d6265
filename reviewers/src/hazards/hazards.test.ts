import { describe, expect, it } from "vitest";
import { fileChange, pathNamed, scopeWithout } from "../small-change.testing.ts";
import { ratioOf, shortRatio } from "../facts/ratio.ts";
import { originalsOf } from "./copies/originals.ts";
import { hiddenCharacters } from "./hidden-text/characters.ts";
import { confusableWords } from "./hidden-text/scripts.ts";
import { hiddenText } from "./hidden-text/hidden-text.ts";
import { movedBlocks } from "./moves/blocks.ts";
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
