import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk, member } from "../desk.testing.ts";

const BIN = fileURLToPath(new URL("../../bin/countersign", import.meta.url));

describe("capture", () => {
  it("logs what a proposal changes, and keeps the packet that it names", async () => {
    using folder = tempFolder();
    const { propose, capture, repo, uri, commit, home } = await desk(folder.path);
    const head = propose(
      "feature",
      { "ranker/score.py": "weight = 2\n", "docs/a.md": "words\n" },
      { message: "Raise the weight\n\nA little." },
    );
    const json = await capture("feature", "--pushed-by", "github:1001");
    expect(json).toMatchObject({
      change: expect.stringMatching(/^[0-9a-f]{64}$/),
      changeDigest: expect.stringMatching(/^cs-diff-v1:[0-9a-f]{64}$/),
      repository: { id: "local:feed", uri },
      ref: "refs/heads/main",
      base: { commit, tree: repo.id("main^{tree}") },
      head: { commit: head },
      result: { tree: repo.id("feature^{tree}") },
      contributors: [{ name: "Olga", email: "olga@acme.example", as: ["olga"] }],
      pushers: ["github:1001"],
      excluded: 1,
      claim: { title: "Raise the weight", text: "A little." },
      leaf: { index: 1 },
      outcome: "appended",
      rejections: [],
    });
    expect(json["entries"]).toEqual([
      {
        path: "ranker/score.py",
        oldMode: "100644",
        newMode: "100644",
        oldOid: repo.id("main:ranker/score.py"),
        newOid: repo.id("feature:ranker/score.py"),
        oldSha256: sha256("weight = 1\n"),
        newSha256: sha256("weight = 2\n"),
      },
    ]);
    expect(json["requirements"]).toMatchObject([
      { id: "algorithm", state: "UNSATISFIED", needs: "1 of oracle: dana" },
      { id: "data-flow", state: "UNSATISFIED", needs: "1 of data-guard: nils" },
    ]);
    const packet = String(member(json["packet"], "sha256"));
    const bytes = readFileSync(join(home, "packets", packet.slice(0, 2), packet.slice(2)));
    expect(sha256(bytes)).toBe(packet);
  });

  it("called again says where the change stands, and adds nothing", async () => {
    using folder = tempFolder();
    const { propose, capture, run, repo } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const first = await capture("feature", "--proposal", "42");
    const again = await capture("feature", "--proposal", "42");
    expect(again).toEqual({ ...first, outcome: "present" });
    const text = await run("capture", "--repo", repo.path, "--base", "main", "--head", "feature", "--proposal", "42");
    expect(text).toMatchObject({ exit: 0, stdout: expect.stringContaining("Already captured at leaf 1") });
    expect(await run("evidence", "2", "--json")).toMatchObject({ exit: 2, json: { code: "usage.index" } });
  });

  it("has nothing to decide where the scope excludes everything", async () => {
    using folder = tempFolder();
    const { propose, run, repo } = await desk(folder.path);
    propose("words", { "docs/a.md": "words\n", "docs/b.md": "words\n" });
    const answer = await run("capture", "--repo", repo.path, "--base", "main", "--head", "words", "--json");
    expect(answer).toMatchObject({ exit: 0, json: { change: null, state: "NOT_APPLICABLE", excluded: 2 } });
  });

  it("A2: captures a proposal that is pushed back as the same change, and the queue shows every move", async () => {
    using folder = tempFolder();
    const { propose, capture, run } = await desk(folder.path);
    const one = propose("one", { "ranker/score.py": "weight = 2\n" });
    const two = propose("two", { "ranker/score.py": "weight = 3\n" });
    const [a, b, back] = [
      await capture(one, "--proposal", "7"),
      await capture(two, "--proposal", "7"),
      await capture(one, "--proposal", "7"),
    ];
    expect(b["previous"]).toEqual([a.change]);
    expect([back.change, back["previous"], back.outcome]).toEqual([a.change, [a.change, b.change], "appended"]);
    const { json } = await run("queue", "--json");
    expect(json).toMatchObject({
      changes: [
        {
          change: a.change,
          state: "pending",
          moves: [{ change: a.change }, { change: b.change }, { change: a.change }],
        },
        { change: b.change, state: "replaced", replacedBy: a.change },
      ],
    });
  });

  it("A2: logs every move of a proposal that goes back and forth, so that its newest one can be approved", async () => {
    using folder = tempFolder();
    const { propose, capture, say } = await desk(folder.path);
    const one = propose("one", { "ranker/score.py": "weight = 2\n" });
    const two = propose("two", { "ranker/score.py": "weight = 3\n" });
    for (const head of [one, two, one]) await capture(head, "--proposal", "7");
    const back = await capture(two, "--proposal", "7");
    expect(back.outcome).toBe("appended");
    expect((await capture(two, "--proposal", "7")).outcome).toBe("present");
    expect(await say("approve", back.change, "dana")).toMatchObject({ exit: 0 });
  });

  it("A11: marks content that was rejected before, under whatever branch and message it comes back", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run, repo } = await desk(folder.path);
    propose("first", { "ranker/score.py": "weight = 2\n" }, { message: "Raise" });
    const first = await capture("first", "--proposal", "1");
    expect(await say("reject", first.change, "nils", "-m", "sends profiles")).toMatchObject({ exit: 0 });
    propose("second", { "ranker/score.py": "weight = 2\n" }, { message: "Tidy up", date: 1_800_000_000 });
    const second = await capture("second", "--proposal", "2");
    expect(second.change).not.toBe(first.change);
    expect(second["rejections"]).toMatchObject([{ change: first.change, person: "nils", message: "sends profiles" }]);
    const [algorithm] = second["requirements"] as readonly { readonly needs: string }[];
    expect(algorithm?.needs).toBe("rejected by nordsec: sends profiles; 1 of oracle: dana");
    const text = await run("capture", "--repo", repo.path, "--base", "main", "--head", "second", "--proposal", "2");
    expect(text.stdout).toContain("This content was rejected before:");
  });

  it("B2: refuses other spellings of a pusher, which would be nobody of the policy", async () => {
    using folder = tempFolder();
    const { propose, run, repo } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    for (const account of ["GitHub:1001", "github:01001", "github:+1001", "github:olga", "hub:1001"])
      expect(
        await run("capture", "--repo", repo.path, "--base=main", "--head=feature", "--pushed-by", account, "--json"),
      ).toMatchObject({ exit: 2, json: { code: "usage.pushed-by" } });
  });

  it.each([
    ["a head that is not there", ["--head", "nowhere"], 2, "usage.commit"],
    ["C18 an option in place of a head", ["--head=--upload-pack=x"], 2, "usage.commit"],
    ["no head", [], 2, "usage.missing"],
    ["E13 a ref that is not protected", ["--head", "feature", "--ref", "refs/heads/feature"], 6, "policy.ref"],
    [
      "E13 a repository that the policy does not have",
      ["--head", "feature", "--repository", "local:Feed"],
      6,
      "policy.repository",
    ],
    ["a pusher without a host", ["--head", "feature", "--pushed-by", "1001"], 2, "usage.pushed-by"],
    ["a head that conflicts with the base", ["--head", "conflict", "--base", "feature"], 6, "change.conflict"],
    ["B5 somebody whom nobody knows", ["--head", "stranger"], 6, "change.contributor-unresolved"],
  ])("refuses %s", async (_what, args, exit, code) => {
    using folder = tempFolder();
    const { propose, run, repo } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    propose("conflict", { "ranker/score.py": "weight = 3\n" });
    propose("stranger", { "ranker/score.py": "weight = 4\n" }, { author: "x <x@nowhere.example>" });
    const base = args.includes("--base") ? [] : ["--base", "main"];
    expect(await run("capture", "--repo", repo.path, ...base, ...args, "--json")).toMatchObject({
      exit,
      json: { code },
    });
    expect(await run("evidence", "1", "--json")).toMatchObject({ json: { code: "usage.index" } });
  });

  it("D5 D7: prints what authors wrote so that a terminal obeys none of it", async () => {
    using folder = tempFolder();
    const { propose, repo, home } = await desk(folder.path);
    propose("feature", { "ranker/\u001b[2Jx": "1\n" }, { message: "Raise \u001b]0;owned\u0007\u202e weight" });
    const args = ["capture", "--repo", repo.path, "--base", "main", "--head", "feature", "--home", home];
    const stdout = execFileSync(BIN, args, { encoding: "utf8", env: { PATH: process.env["PATH"] } });
    expect(stdout).toContain("Raise \\u{1b}]0;owned\\u{7}\\u{202e} weight");
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
    expect(stdout).toContain(`next: countersign show`);
  });
});

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
