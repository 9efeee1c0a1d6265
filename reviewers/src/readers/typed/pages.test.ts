import { describe, expect, it } from "vitest";
import { read, sayFacts } from "./say.testing.ts";

describe("a page of Markdown", () => {
  it("has the numbers of its tables by row and column, and the rows' names in their order", () => {
    const text =
      "# Lumen\n\n## Weights\n\n| action | weight | note |\n| --- | --: | --- |\n| `reply` | **12** | x |\n| hide | -74 | |\n";
    expect(sayFacts("README.md", text)).toEqual([
      '5 list Lumen.Weights.action ["reply", "hide"]',
      "7 setting Lumen.Weights.weight.reply = 12",
      "8 setting Lumen.Weights.weight.hide = -74",
    ]);
  });

  it("names rows by what they are, and not by their position", () => {
    const text = "| # | filter |\n|---|---|\n| 1 | MutedWords |\n| 2 | Video |\n";
    expect(sayFacts("README.md", text)).toEqual(['1 list filter ["MutedWords", "Video"]']);
  });

  it("has numbers that a line gives a name, formulas, and lists by what their items name", () => {
    const text =
      'Weights:\n  "recap.is_replied": 13.5* (the larger)\n\n```\nscore = sum(w * p)\n```\n\n1. `Author` — first\n2. **Video**: then\n';
    expect(sayFacts("README.md", text)).toEqual([
      "2 setting recap.is_replied = 13.5",
      "5 setting score = sum(w * p)",
      '8 list  ["Author", "Video"]',
    ]);
  });

  it("gives blocks in a language apart", () => {
    const { embedded } = read("a.md", "# A\n\n```yaml\nw: 1\n```\n");
    expect(embedded).toEqual([{ language: "yaml", text: "w: 1", line: 4, within: ["A"] }]);
  });
});

describe("a template", () => {
  it("has its control expressions, what it includes, and the variables that are filled in", () => {
    const text = `{# who #}\n{% include "head.j2" %}\n{% if user.age < 18 %}Be kind.{% endif %}\nTopic: {{ post.text | trim }}\n{% set limit = 5 %}`;
    expect(sayFacts("judge.j2", text)).toEqual([
      "1 definition template judge.j2: ",
      "1 list variables [post.text]",
      "2 import head.j2",
      "3 branch user.age < 18 → Be kind.",
      "5 setting limit = 5",
    ]);
    expect(read("judge.j2", text).facts[0]).toMatchObject({
      body: '{% include "head.j2" %} {% if user.age < 18 %}Be kind.{% endif %} Topic: {{ post.text | trim }} {% set limit = 5 %}',
    });
  });
});

describe("lists and tables of values", () => {
  it("one item a line is a list by the file's name", () => {
    const text = "# spam, see 12\nbad.example\n10.5 # why\n";
    expect(sayFacts("lists/spam-domains.txt", text)).toEqual(['1 list spam-domains.txt ["bad.example", 10.5]']);
    expect(read("lists/spam-domains.txt", text).facts[0]).toMatchObject({ notes: ["spam, see 12"], ordered: false });
    expect(sayFacts("AccountDenylist", "123456\n")).toEqual(["1 list AccountDenylist [123456]"]);
  });

  it("prose is no list", () => {
    expect(() => read("notes.txt", "This is what we did.\nAnd that.\n")).toThrow("nobody reads");
  });

  it("rows of a small table have names, others are columns", () => {
    expect(sayFacts("w.csv", 'action,weight\nreply,12\n"hide, mute",-74\n')).toEqual([
      "2 setting weight.reply = 12",
      "3 setting weight.hide, mute = -74",
    ]);
    expect(sayFacts("ids.csv", "author_id\n123456\n234567\n")).toEqual(["2 list ids.csv [123456, 234567]"]);
  });
});

describe("manifests and locks", () => {
  it.each([
    [
      "requirements.txt",
      "numpy==1.2 # x\n--index-url https://evil.example/simple\n",
      ['1 setting dependencies.numpy = "==1.2"', '2 setting index-url = "https://evil.example/simple"'],
    ],
    [
      "go.mod",
      "go 1.22\nrequire (\n\tgithub.com/a/b v1.0.0 // indirect\n)\n",
      ['1 setting go = "1.22"', '3 setting dependencies.github.com/a/b = "v1.0.0"'],
    ],
    [
      "package-lock.json",
      '{"packages": {"": {}, "node_modules/a": {"version": "1.0.0", "resolved": "https://r.example/a.tgz", "hasInstallScript": true}}}',
      [
        '1 setting dependencies.a = "1.0.0"',
        '1 setting sources.a = "https://r.example"',
        '1 setting install-scripts.a = "true"',
      ],
    ],
    [
      "Cargo.lock",
      '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://github.com/x"\n',
      ['1 setting dependencies.a = "1.0.0"', '1 setting sources.a = "registry+https://github.com"'],
    ],
    [
      "build.sbt",
      'scalaVersion := "2.13"\nlibraryDependencies += "io.sentry" % "sentry" % "6.1"\n',
      ['1 setting scalaVersion = "2.13"', '2 setting dependencies.io.sentry:sentry = "6.1"'],
    ],
  ])("%s names what it draws in", (path, text, expected) => {
    expect(sayFacts(path, text)).toEqual(expected);
  });
});
