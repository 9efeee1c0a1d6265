import { describe, expect, it } from "vitest";
import { parsePath } from "../change/path-json.ts";
import { partitionOf } from "./partition.ts";
import type { Finding, Packet, Risk } from "./packet.ts";

const entryAt = (path: string) => ({ path: parsePath(path) });

function findingAt(name: string, risk: Risk, path: string, evidence = {}, ...more: readonly string[]): Finding {
  const at = [path, ...more].map((one) => ({ ...entryAt(one), side: "result", from: 1, to: 1 }) as const);
  return { class: name, code: "x.changed", risk, roles: ["oracle"], title: name, at, evidence, detector: "x" };
}

const row = (path: string, key: string, cells: Readonly<Record<string, string>>) => ({
  how: "added",
  path,
  key,
  after: cells,
});

function parts(
  paths: readonly string[],
  findings: Packet["findings"],
  ledgers: Packet["ledgers"] = {},
): { readonly parts: readonly string[]; readonly rest: readonly string[] } {
  const { parts: found, rest } = partitionOf({ entries: paths.map(entryAt), findings, ledgers });
  return {
    parts: found.map(
      (one) => `${one.classes.map(({ class: name, risk }) => `${risk} ${name}`).join(", ")}: ${one.paths.join(" ")}`,
    ),
    rest: rest.map(String),
  };
}

describe("the parts of a change", () => {
  it("are files by the classes of what was found at R3 and R4, the riskiest first; other files are the rest", () => {
    const findings = [
      findingAt("weight", "R3", "weights.yaml"),
      findingAt("egress", "R4", "topics.yaml"),
      findingAt("logic", "R2", "code.ts"),
      findingAt("weight", "R4", "weights.test.ts", { test: "yes" }),
    ];
    expect(parts(["code.ts", "topics.yaml", "weights.test.ts", "weights.yaml"], findings)).toEqual({
      parts: ["R4 egress: topics.yaml", "R3 weight: weights.yaml"],
      rest: ["code.ts", "weights.test.ts"],
    });
  });

  it("keep a class, a finding with several places, and two classes in one file together", () => {
    const findings = [
      findingAt("feature", "R3", "a"),
      findingAt("feature.personal", "R4", "b"),
      findingAt("model", "R4", "c", {}, "d"),
      findingAt("entity", "R3", "e"),
      findingAt("threshold", "R3", "e"),
    ];
    expect(parts(["a", "b", "c", "d", "e"], findings).parts).toEqual([
      "R4 feature.personal, R3 feature: a b",
      "R4 model: c d",
      "R3 entity, R3 threshold: e",
    ]);
  });

  it("keep a new thing and its registration together by its name, and a weight with the table that repeats it", () => {
    const findings = [
      findingAt("entity", "R4", "filter.ts"),
      findingAt("visibility", "R3", "registry.ts"),
      findingAt("weight", "R3", "weights.yaml"),
    ];
    const moved = (path: string, key: string) => ({
      how: "changed",
      path,
      key,
      before: { value: "12" },
      after: { value: "9" },
    });
    const ledgers = {
      parameter: [
        row("filter.ts", "filter.ts#ElectionFilter.name", { value: "x" }),
        moved("README.md", "reply"),
        moved("weights.yaml", "actions.reply"),
      ],
      pipeline: [row("registry.ts", "registry.ts#FILTERS/ElectionFilter", { stage: "ElectionFilter" })],
    };
    expect(parts(["README.md", "filter.ts", "registry.ts", "weights.yaml"], findings, ledgers)).toEqual({
      parts: ["R4 entity, R3 visibility: filter.ts registry.ts", "R3 weight: README.md weights.yaml"],
      rest: [],
    });
  });

  it("are not joined by words of one part, by what stays in a cell, by positions, or by names beside the change", () => {
    const findings = [findingAt("weight", "R3", "a"), findingAt("model", "R4", "b", {}, "elsewhere")];
    const inputs = (path: string, value: string) => ({
      how: "changed",
      path,
      key: path,
      before: { inputs: "topic_interest" },
      after: { inputs: `topic_interest ${value}` },
    });
    const ledgers = {
      parameter: [row("a", "reply", { value: "quick" }), row("b", "reply", { value: "quick" })],
      model: [inputs("a", "post_age"), inputs("b", "viewer_religion")],
      values: [row("a", "[1].post_likes", {}), row("b", "[1].post_likes", {})],
      claim: [null, "words", { lines: "3" }],
    };
    expect(parts(["a", "b"], findings, ledgers).parts).toEqual(["R4 model: b", "R3 weight: a"]);
    expect(parts(["a"], findings, ledgers).parts).toEqual(["R3 weight: a"]);
  });

  it("have every entry once, and the findings at their paths", () => {
    const findings = [findingAt("weight", "R3", "a"), findingAt("logic", "R2", "a"), findingAt("model", "R4", "b")];
    const { parts: found, rest } = partitionOf({ entries: ["a", "b", "c"].map(entryAt), findings, ledgers: {} });
    expect([...found.flatMap(({ paths }) => paths), ...rest].toSorted()).toEqual(["a", "b", "c"].map(parsePath));
    expect(found.map((one) => one.findings)).toEqual([[2], [0, 1]]);
  });

  it("are found in a moment in a change of many files that are tied in a chain", () => {
    const paths = Array.from({ length: 20_000 }, (_, index) => `f${String(index).padStart(5, "0")}`);
    const ledger = paths.map((path, index) => row(path, `key_${index}`, { value: `key_${index + 1}` }));
    const { parts: found } = partitionOf({
      entries: paths.map(entryAt),
      findings: [findingAt("weight", "R3", paths[0] ?? "")],
      ledgers: { parameter: ledger },
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.paths).toHaveLength(20_000);
  });
});
