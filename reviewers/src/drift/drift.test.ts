import { createHash } from "node:crypto";
import { parseOid } from "@countersign/core";
import type { Oid } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { analyse } from "../analysis/analyse.ts";
import { readers } from "../detectors/analysed.testing.ts";
import { pathNamed, scopeWithout, smallChange } from "../small-change.testing.ts";
import type { Sides } from "../small-change.testing.ts";

/** What is said of pages that do not follow, where the result's tree has these pages too. */
async function drifts(sides: Sides, pages: { readonly [path: string]: string }): Promise<readonly string[]> {
  const { change, source } = smallChange(sides);
  const blobs = new Map<Oid, Uint8Array>();
  const tree = Object.entries(pages).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    const newOid = parseOid(createHash("sha1").update(path).digest("hex"), "sha1");
    blobs.set(newOid, bytes);
    return { path: pathNamed(path), oldMode: "000000", newMode: "100644", oldOid: newOid, newOid } as const;
  });
  const blob: typeof source.blob = async (oid, limit) => blobs.get(oid) ?? source.blob(oid, limit);
  const digest: typeof source.digest = async (oid) => {
    const bytes = blobs.get(oid);
    return bytes === undefined ? source.digest(oid) : { sha256: "a".repeat(64), size: bytes.length, lines: 1 };
  };
  const { findings } = await analyse(
    { ...source, diff: async () => tree, blob, digest },
    readers,
    change,
    scopeWithout(),
  );
  return findings
    .filter(({ detector }) => detector === "drift")
    .map(({ risk, class: name, title }) => `${risk} ${name}: ${title}`);
}

const registry = (...names: readonly string[]) => `filters:\n${names.map((name) => `  - ${name}\n`).join("")}`;
const table = (...names: readonly string[]) =>
  `# Feed\n\n## Filters\n\n| filter | drops |\n| --- | --- |\n${names.map((name) => `| \`${name}\` | posts |\n`).join("")}`;
const base = ["AgeFilter", "MutedFilter", "VideoFilter"];

describe("a page that lists what a list of code has", () => {
  const came: Sides = { "feed/filters/filters.yaml": [registry(...base), registry(...base, "ElectionFilter")] };

  it("drifts where it lacks what came, or keeps what went", async () => {
    expect(await drifts(came, { "README.md": table(...base) })).toEqual([
      "R2 visibility: README.md lists the others and not ElectionFilter",
    ]);
    const gone: Sides = { "feed/filters/filters.yaml": [registry(...base), registry("AgeFilter", "MutedFilter")] };
    expect(await drifts(gone, { "feed/README.md": table(...base) })).toEqual([
      "R2 visibility: feed/README.md still lists VideoFilter",
    ]);
  });

  it("does not drift where it follows, is about other things, or tells a history", async () => {
    expect(await drifts(came, { "README.md": table(...base, "ElectionFilter") })).toEqual([]);
    expect(await drifts(came, { "README.md": table("AgeFilter", "Ranker", "Mixer", "Index", "Cache") })).toEqual([]);
    expect(await drifts(came, { "CHANGELOG.md": table(...base) })).toEqual([]);
  });
});

describe("a page that says a parameter's number", () => {
  const weights = (reply: string): string => `weights:\n  reply: ${reply}\n  like: 0.5\n`;
  const page = (reply: string): string =>
    `## Weights\n\n| action | weight |\n| --- | --- |\n| reply | ${reply} |\n| like | 0.5 |\n`;

  it("drifts where it is still the old one", async () => {
    const sides: Sides = { "config/weights.yaml": [weights("12"), weights("9")] };
    expect(await drifts(sides, { "README.md": page("12") })).toEqual([
      "R2 weight: README.md still says weights reply 12; it is 9",
    ]);
    expect(await drifts(sides, { "README.md": page("9") })).toEqual([]);
    expect(await drifts(sides, { "README.md": page("13") })).toEqual([]);
  });

  it("drifts where it changes alone", async () => {
    const alone: Sides = { "README.md": [page("12"), page("9")] };
    expect(await drifts(alone, {})).toEqual([
      "R2 weight: README.md says other numbers of reply, and no setting in this change has them",
    ]);
    const both: Sides = { ...alone, "config/weights.yaml": [weights("12"), weights("9")] };
    expect(await drifts(both, { "README.md": page("9") })).toEqual([]);
  });
});

describe("a setting", () => {
  const scorer = (body: string) =>
    `case class Query(useModel: Boolean, replyWeight: Double)\n\nobject Scorer {\n  def score(query: Query): Double =\n    ${body}\n}\n`;
  const read = "if (query.useModel) query.replyWeight * 2.0 else query.replyWeight * 3.0";
  const sides: Sides = { "feed/scorers/Scorer.scala": [scorer(read), scorer("query.replyWeight * 2.0")] };
  const caller = "object Caller {\n  val query = Query(useModel = true, replyWeight = 12.0)\n}\n";

  it("that is still declared and given a value, and that nothing reads any more, is told", async () => {
    expect(await drifts(sides, { "feed/Caller.scala": caller })).toEqual([
      "R2 weight: useModel is still there, and nothing reads it any more",
    ]);
  });

  it("is told as unused only where no other file reads it, and something read it before", async () => {
    const reader = "object Other {\n  def on(query: Query) = query.useModel\n}\n";
    expect(await drifts(sides, { "feed/Caller.scala": caller, "feed/Other.scala": reader })).toEqual([]);
    const never: Sides = {
      "feed/scorers/Scorer.scala": [scorer("query.replyWeight * 4.0"), scorer("query.replyWeight * 2.0")],
    };
    expect(await drifts(never, { "feed/Caller.scala": caller })).toEqual([]);
  });
});
