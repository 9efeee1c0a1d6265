import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, governedHome, signedByAll } from "../apps/cli/src/governed-home.testing.ts";
import { CHECKOUT, blocksAfter, page, runBlocks } from "./operating-pages.testing.ts";

const PAGES = ["gate.md", "install.md", "keys.md", "on-call.md", "restore.md", "service.md"];

describe("docs/operating/keys.md", { timeout: 240_000 }, () => {
  it.each([
    ["the log", "## Another key of the log"],
    ["the service", "## Another key of the service"],
  ])("gives %s another key by the next version of the policy", async (_whose, heading) => {
    using folder = tempFolder();
    const governed = await governedHome(folder.path);
    const { home, policy, repo, run, commit } = governed;
    await done(run("capture", "--repo", repo.path, "--base", commit, "--head", changed(repo, commit, "1")));
    const said = await runBlocks(blocksAfter("keys.md", heading), folder.path, {
      COUNTERSIGN_HOME: home,
      POLICY: policy,
    });
    expect([said.status, said.stderr]).toEqual([0, ""]);
    const next = join(folder.path, "next-policy.yaml");
    const early = await run("capture", "--repo", repo.path, "--base", commit, "--head", changed(repo, commit, "2"));
    expect(early.exit === 0).toBe(heading.endsWith("log"));
    await signedByAll(governed, next);
    await done(run("policy", "publish", next));
    await done(run("capture", "--repo", repo.path, "--base", commit, "--head", changed(repo, commit, "3")));
    expect(await run("audit", "--log", home, "--root", join(home, "root.json"))).toMatchObject({ exit: 0 });
  });
});

describe("the pages for operators", () => {
  const sources = productText();

  it.each(PAGES)("%s names no file that is not there, and no code that nobody says", (name) => {
    const text = page(name);
    for (const [, link = ""] of text.matchAll(/\]\(([^)#]+)\)/g))
      expect(() => readFileSync(join(CHECKOUT, "docs/operating", link)), link).not.toThrow();
    const codes = [...text.matchAll(/`([a-z]+\.[a-z]+(?:-[a-z]+)*)`/g)].map(([, code = ""]) => code);
    const named = codes.filter((code) => !NO_CODE.test(code));
    expect(named.filter((code) => !sources.includes(code))).toEqual([]);
  });

  it("tell whoever is on call about every code of witness and monitor", () => {
    const said = [...sources.matchAll(/["`]((?:monitor|witness)\.[a-z]+(?:-[a-z]+)*)["`]/g)].map(
      ([, code = ""]) => code,
    );
    const alarms = [...new Set(said)].filter((code) => !NO_ALARM.has(code));
    expect(alarms.length).toBeGreaterThan(10);
    expect(alarms.filter((code) => !page("on-call.md").includes(`\`${code}\``))).toEqual([]);
  });

  it("tell whoever is on call about every code of database, work, capture and GitHub that the service says", () => {
    const ofService = productText((path) => !AT_A_TERMINAL.test(path));
    const said = [
      ...ofService.matchAll(/["`]((?:database|work|capture|github)\.[a-z]+(?:-[a-z]+)*(?:\.unreachable)?)["`]/g),
    ].map(([, code = ""]) => code);
    const codes = [...new Set(said)].filter((code) => !NO_CODE.test(code) && !NO_ALARM.has(code));
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !page("on-call.md").includes(`\`${code}\``))).toEqual([]);
  });
});

/** Sources whose codes only whoever runs a command sees, who is told the remedy with it. */
const AT_A_TERMINAL = /^apps\/cli\//;

/** Files and members of a policy; and what a witness says of its mirror is checked the other way round, below. */
const NO_CODE = /\.(?:ts|md|sh|json|yaml|key|service|conf)$|^log\.witnesses$|^log\.quorum$|^witness\./;

/** Names that look like codes, and codes that only whoever made the call sees. */
const NO_ALARM: ReadonlySet<string> = new Set(["monitor.json", "witness.key", "witness.example", "monitor.alarm"]);

function changed(repo: Awaited<ReturnType<typeof governedHome>>["repo"], base: string, text: string): string {
  return repo.commit({
    files: { "ranker/score.py": `weight = 1.${text}\n` },
    parents: [base],
    ref: `refs/heads/t${text}`,
  });
}

/** All sources that ship, or those of some paths, as one text. */
function productText(isOf: (path: string) => boolean = () => true): string {
  const folders = ["libs", "apps"].flatMap((group) =>
    readdirSync(join(CHECKOUT, group)).map((name) => join(CHECKOUT, group, name, "src")),
  );
  const files = [...folders, join(CHECKOUT, "reviewers/src")].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !/\.(?:test|testing|fixture)\.ts$/.test(name))
      .map((name) => join(folder, name)),
  );
  return files
    .filter((file) => isOf(relative(CHECKOUT, file)))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}
