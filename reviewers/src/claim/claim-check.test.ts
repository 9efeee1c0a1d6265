import { describe, expect, it } from "vitest";
import { analysed } from "../detectors/analysed.testing.ts";
import type { Sides } from "../small-change.testing.ts";

const weights = (reply: string, like = "1.0") => `weights:\n  reply: ${reply}\n  like: ${like}\n`;
const claims = async (sides: Sides, title: string, text = "") => {
  const { findings } = await analysed(sides, title, text);
  return findings
    .filter(({ code }) => code.startsWith("claim."))
    .map(({ risk, class: name, code, title: says }) => `${risk} ${name} ${code}: ${says}`);
};

describe("a promise that nothing changes", () => {
  it("is not made by who speaks of the comments that people write", async () => {
    const sides: Sides = { "config/weights.yaml": [weights("12.0"), weights("9.0")] };
    const codes = async (title: string) => (await claims(sides, title)).filter((one) => one.includes("contradicted"));
    expect(await codes("Cap what comments add to the reply weight")).toEqual([]);
    expect(await codes("Update comments about the reply weight")).toHaveLength(1);
  });
});

describe("what an author leaves out", () => {
  it("is nothing where the text names what changed", async () => {
    expect(await claims({ "config/weights.yaml": [weights("12.0"), weights("9.0")] }, "Tune reply weight")).toEqual([]);
  });

  it("is told once, with its classes, and in the class of the foremost", async () => {
    const sides: Sides = {
      "config/weights.yaml": [weights("12.0"), weights("4.0")],
      "config/limits.yaml": ["limits:\n  max_results: 80\n", "limits:\n  max_results: 90\n"],
      "src/stats.py": ["rounded = round(share, 2)\n", "rounded = round(share, 4)\n"],
    };
    const found = await claims(sides, "Adjust rounded shares");
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /^R2 weight claim\.unexplained: The author's text does not mention: weights reply 12\.0 → 4\.0 .*; max results 80 → 90/,
    );
  });

  it("is everything where no word fits: then the text is empty", async () => {
    const sides: Sides = { "config/weights.yaml": [weights("12.0"), weights("9.0")] };
    expect(await claims(sides, "Open-source the recommendation algorithm")).toEqual([
      "R2 weight claim.empty: No word of the author's text fits anything that changed",
    ]);
  });

  it("is not everything where its words stand in the code, if too often to tell one line from another", async () => {
    const code = (name: string) =>
      Array.from({ length: 12 }, (_, at) => `read_${at} = ${name}(read, ${at})\n\n\n\n\n\n`).join("");
    const found = await claims({ "ranker/scorer.py": [code("keep"), code("drop")] }, "Leave out what was read");
    expect(found.filter((one) => one.includes("claim.empty"))).toEqual([]);
  });

  it("is a value that changes where the text only speaks of explaining", async () => {
    const page = (reply: string) => `# Ranker\n\n| action | weight |\n| --- | --- |\n| reply | ${reply} |\n`;
    const told = (title: string) => claims({ "README.md": [page("27"), page("13.5")] }, title);
    expect((await told("Update README with a clarification of the ranker")).join()).toMatch(
      /claim\.unexplained: The author's text does not mention: reply 27 → 13\.5/,
    );
    expect((await told("Clarify what reply counts")).join()).not.toContain(
      "claim.unexplained: The author's text does not mention: reply",
    );
    expect((await told("Update README for the ranker")).join()).not.toContain("reply 27");
  });

  it("is nothing where the text has the name of what changed, though not the line", async () => {
    const scala = (count: number) =>
      `object Predicates {\n  val candidatePredicates = Seq(\n    "has_gte_10k_favs" ->\n      (_.favs.exists(_ >= ${count}))\n  )\n}\n`;
    const found = await claims({ "decorator/Predicates.scala": [scala(1000), scala(10000)] }, "fix has_gte_10k_favs");
    expect(found.join()).not.toContain("claim.empty");
  });
});

describe("what an author promises", () => {
  it("is contradicted by a finding that says otherwise, and not by one of R1", async () => {
    const tidy: Sides = { "config/weights.yaml": [weights("12.0"), weights("4.0")] };
    expect(await claims(tidy, "Clean up weights")).toEqual([
      expect.stringMatching(
        /^R2 weight claim\.contradicted: The author says "clean up", and this changes: weights reply 12\.0 → 4\.0/,
      ),
    ]);
    const timeout: Sides = { "config/http.yaml": ["request_timeout_ms: 10\n", "request_timeout_ms: 20\n"] };
    expect(await claims(timeout, "Clean up request timeout")).toEqual([]);
  });

  it("is borne out where something only goes and nobody in the change reads it", async () => {
    const call = (more: string) => `export const params = scoreParams({\n  modelShare: 1,\n${more}});\n`;
    const gone = call("  replyWeight: 3,\n  photoWeight: 2,\n  likeBoost: 4,\n");
    expect(await claims({ "scorers/weighted.ts": [gone, call("")] }, "Remove unused weights")).toEqual([
      expect.stringMatching(
        /^R1 weight claim\.supported: The author says "unused", and nothing in this change reads what goes$/,
      ),
    ]);
    const read = `${call("")}export const total = (replyWeight: number, photoWeight: number, likeBoost: number) => replyWeight + photoWeight + likeBoost + scoreParams.length;\n`;
    const whole = gone + read.slice(call("").length);
    const found = await claims({ "scorers/weighted.ts": [whole, read] }, "Remove unused weights");
    expect(found.join()).toContain("claim.contradicted");
  });

  it("is borne out where a number is now what its name states", async () => {
    const scala = (count: number) =>
      `object Predicates {\n  val candidatePredicates = Seq(\n    "has_gte_10k_favs" ->\n      (_.favs.exists(_ >= ${count}))\n  )\n}\n`;
    const path = "decorator/HomeTweetTypePredicates.scala";
    const [right, wrong] = await Promise.all([
      claims({ [path]: [scala(1000), scala(10000)] }, "fix has_gte_10k_favs typo"),
      claims({ [path]: [scala(1000), scala(5000)] }, "fix has_gte_10k_favs typo"),
    ]);
    expect(right.join()).toContain(
      'R1 metric claim.supported: The author says "typo", and the name states the value that stands now',
    );
    expect(wrong.join()).toContain("claim.contradicted");
  });

  it("is contradicted where what is called anonymous says who somebody is", async () => {
    const text = "case class AnalyticsPayload(mode: String, macHash: Option[String])\n";
    const found = await claims(
      { "model/AnalyticsPayload.scala": [undefined, text] },
      "anonymous usage reporting",
      "payload",
    );
    expect(found.filter((one) => one.includes("contradicted"))).toEqual([
      expect.stringContaining(
        'feature.personal claim.contradicted: The author says "anonymous", and this changes: macHash leaves',
      ),
    ]);
  });
});
