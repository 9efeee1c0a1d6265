import { join } from "node:path";
import { gitHistory, tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { runCli } from "../run.testing.ts";

/** A small ranker whose reply weight moves three times, the last time under another name. */
function ranker(folder: string) {
  const repo = gitHistory(join(folder, "feed"));
  const weights = (name: string, value: string) => ({
    "config/weights.yaml": `weights:\n  ${name}: ${value}\n  like: 1\n`,
  });
  const first = repo.commit({ files: { ...weights("reply", "27"), "README.md": "A feed.\n" }, message: "Begin" });
  const second = repo.commit({ files: weights("reply", "13.5"), message: "Tune reply weight" });
  const third = repo.commit({
    files: {
      ...weights("reply", "0"),
      "lists/blocked.txt": "1000001\n",
      "src/send.ts": 'fetch("https://collect.acme.net/v1");\n',
    },
    message: "Fix typo",
  });
  const run = (...args: readonly string[]) => runCli([...args, "--repo", repo.path], { home: join(folder, "home") });
  return { repo, run, first, second, third };
}

describe("analyse", () => {
  it("says what a commit does to a recommender, without policy, log or home", async () => {
    using folder = tempFolder();
    const { run, first, second } = ranker(folder.path);
    const { exit, json } = await run("analyse", "--head", second, "--json");
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      title: expect.stringContaining("27 → 13.5"),
      base: first,
      head: second,
      claim: { title: "Tune reply weight" },
      findings: [{ class: "weight", code: "param.changed", risk: "R4", before: "27", after: "13.5" }],
      ledgers: { claim: [{ lines: "2", explained: "2" }], parameter: [{ how: "changed", key: "weights.reply" }] },
      coverage: [{ path: "config/weights.yaml", analysed: "typed" }],
    });
    const { stdout } = await run("analyse", "--head", second);
    expect(stdout).toContain("the author's text explains 2 of 2 changed lines");
    expect(stdout).toContain("R4  weight: ");
  });

  it("says what only the commits below show: a third step in one direction", async () => {
    using folder = tempFolder();
    const { repo, run, third } = ranker(folder.path);
    const limits = (cap: number) => ({ "config/limits.yaml": `limits:\n  max_follows: ${cap}\n` });
    const [begin, one, two] = [5000, 7000, 9000].map((cap) =>
      repo.commit({ files: limits(cap), message: `To ${cap}` }),
    );
    const head = repo.commit({ files: limits(12_000), message: "To 12000" });
    const found = async (commit: string | undefined) => {
      const { json } = await run("analyse", "--head", commit ?? "", "--json");
      return (member(json, "findings") as readonly { readonly code: string }[]).map(({ code }) => code);
    };
    expect([begin, one, two, third].every((commit) => commit !== undefined)).toBe(true);
    expect(await found(two)).not.toContain("param.ramp");
    expect(await found(head)).toContain("param.ramp");
    expect((await run("analyse", "--head", head)).stdout).toContain("max follows 5000 → 12000 in 3 steps (× 2.4)");
  });

  it("shows a role what is its business, and says when the author calls it harmless", async () => {
    using folder = tempFolder();
    const { run, third } = ranker(folder.path);
    const codes = async (...role: readonly string[]) =>
      (
        member((await run("analyse", "--head", third, ...role, "--json")).json, "findings") as {
          class: string;
          code: string;
        }[]
      ).map((one) => `${one.class} ${one.code}`);
    const all = await codes();
    expect(all).toContain("weight param.changed");
    expect(all).toContain("egress egress.destination");
    expect(all.some((one) => one.endsWith("claim.contradicted"))).toBe(true);
    const guard = await codes("--role", "data-guard");
    expect(guard).toContain("egress egress.destination");
    expect(guard).not.toContain("weight param.changed");
    expect(await run("analyse", "--role", "nobody", "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.option" },
    });
  });

  it("takes a range as one change, and lists what the beginning of a history has", async () => {
    using folder = tempFolder();
    const { run, first, third } = ranker(folder.path);
    const range = await run("analyse", "--base", first, "--head", third, "--json");
    const whole = { class: "weight", code: "param.changed", before: "27", after: "0" };
    expect(range.json).toMatchObject({
      base: first,
      findings: expect.arrayContaining([expect.objectContaining(whole)]),
    });
    const { json, stdout } = await run("analyse", "--head", first, "--json");
    expect(json).toMatchObject({
      base: null,
      findings: [],
      ledgers: { parameter: [{ how: "added" }, { how: "added" }] },
    });
    expect(stdout).not.toContain("claim.");
  });
});

describe("history", () => {
  it("draws how a parameter moved, oldest first, under whatever key", async () => {
    using folder = tempFolder();
    const { run, first, second, third } = ranker(folder.path);
    const { json } = await run("history", "--param", "weights.reply", "--json");
    expect(member(json, "points")).toMatchObject([
      { commit: first, how: "added", before: null, after: "27", title: "Begin" },
      {
        commit: second,
        how: "changed",
        before: "27",
        after: "13.5",
        key: "weights.reply",
        path: "config/weights.yaml",
      },
      { commit: third, how: "changed", before: "13.5", after: "0" },
    ]);
    const other = await run("history", "--param", "config/weights.yaml#weights.reply", "--json");
    expect(member(other.json, "points")).toHaveLength(3);
    const { stdout } = await run("history", "--param", "reply");
    expect(stdout).toMatch(/27 {2}█{24} {2}added/);
    expect(stdout).toMatch(/13\.5 {2}█{12} +× 0\.5 +Tune reply weight/);
    expect(stdout).toContain("3 steps in the last 3 commits");
    expect((await run("history", "--param", "weights.share")).stdout).toContain(
      "nothing called weights.share was touched by the last 3 commits",
    );
    expect(await run("history", "--param", "x", "--last", "many", "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.option" },
    });
  });
});
