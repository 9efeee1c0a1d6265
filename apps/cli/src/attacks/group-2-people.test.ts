import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { land, withTreeOf } from "./landing.testing.ts";
import { allowed, openStage } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const DANA = "Dana <dana@oracle.example>";
const OLGA = "Olga <olga@acme.example>";
const CHANGE = { "ranker/score.py": "two\n" };
const NOT_INDEPENDENT = {
  decision: "deny",
  code: "decision.not-independent",
  exit: 4,
  residual: [],
  reasons: ["decision.not-independent"],
};
const WAITING = { decision: "pending", code: "decision.missing", exit: 3, residual: [] };

/** A proposal from c0 by one commit, captured and approved by dana. */
async function approved({ repo, c0, cover }: Stage, plan: Parameters<Stage["repo"]["commit"]>[0]): Promise<string> {
  const head = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature", ...plan });
  await cover(head);
  return head;
}

describe("group 2: who has a part in a change does not approve it", () => {
  it.each([
    ["author", { author: DANA }],
    ["author in another case", { author: "D <DANA@Oracle.Example>" }],
    ["committer", { committer: DANA }],
  ])("B1: the reviewer as %s counts for nothing", async (_, plan) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    expect(await stage.gate(await approved(stage, plan))).toEqual(NOT_INDEPENDENT);
  });

  it("B1: the reviewer who lands the change himself, by rebase, squash or merge, has a part in it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, gate } = stage;
    const head = await approved(stage, {});
    expect(await gate(head)).toEqual(allowed());
    const rebased = repo.commit({ tree: repo.id(`${head}^{tree}`), parents: [c0], committer: DANA, ref: null });
    expect(await gate(rebased)).toEqual(NOT_INDEPENDENT);
    const merge = repo.merge(c0, head, { ref: null, author: DANA, committer: DANA });
    expect(await gate(merge)).toEqual(NOT_INDEPENDENT);
  });

  it.each([
    ["at the end", "two\n\nCo-authored-by: Dana <dana@oracle.example>\n"],
    ["in capitals, with a blank before the colon", "two\n\nCO-AUTHORED-BY : Dana <dana@oracle.example>\n"],
    ["in mid-body", "two\n\nCo-authored-by: Dana <dana@oracle.example>\n\nMore about it.\n\nSigned-off-by: Olga\n"],
    ["folded", "two\n\nCo-authored-by: Dana\n  <dana@oracle.example>\n"],
    ["with carriage returns", "two\r\n\r\nCo-authored-by: Dana <dana@oracle.example>\r\n"],
  ])("B2: a co-author named %s is a contributor", async (_, message) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    expect(await stage.gate(await approved(stage, { message }))).toEqual(NOT_INDEPENDENT);
  });

  it("B2: the message of the commit that lands names co-authors, too", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, gate } = stage;
    const head = await approved(stage, {});
    expect(await gate(withTreeOf(repo, head, c0, `squashed\n\nCo-authored-by: ${DANA}`))).toEqual(NOT_INDEPENDENT);
  });

  it("B3: whoever is only behind a second parent has a part in it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const mine = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature" });
    const side = repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: "refs/heads/side", author: DANA });
    const head = repo.merge(mine, side, { ref: "refs/heads/feature" });
    await cover(head);
    expect(await gate(head)).toEqual(NOT_INDEPENDENT);
    expect(await gate(land(repo, head, "squash"))).toEqual(NOT_INDEPENDENT);
  });

  it("B3: whoever made a revision that was pushed away has a part in the same content", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, cover, gate } = stage;
    const first = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature", author: DANA });
    await capture(first, { proposal: "7" });
    const second = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature", author: OLGA });
    await cover(second, { proposal: "7" });
    expect(await gate(second)).toEqual(NOT_INDEPENDENT);
  });

  it("B27: proposed again by another author, the same content has its first author all the same", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, cover, gate } = stage;
    const first = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/dana", author: DANA, committer: DANA });
    await capture(first, { proposal: "7" });
    const second = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/olga", author: OLGA });
    await cover(second, { proposal: "8" });
    expect(await gate(second)).toEqual(NOT_INDEPENDENT);
    expect(await gate(land(repo, second, "squash"))).toEqual(NOT_INDEPENDENT);
  });

  it("B4: the account that pushed has a part in it, by its number", async () => {
    using folder = tempFolder();
    const github: readonly [string, string] = [
      "git: [dana@oracle.example]",
      "git: [dana@oracle.example]\n    github: [1001]",
    ];
    const stage = await openStage(folder.path, { edits: [github] });
    const { repo, c0, run, say, gate } = stage;
    const head = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature" });
    const pushed = (...by: readonly string[]) =>
      done(run("capture", "--repo", repo.path, "--base", c0, "--head", head, ...by, "--json"));
    const { json } = await pushed("--pushed-by", "github:1002");
    await done(say("approve", String(member(json, "change")), "dana"));
    expect(await gate(head)).toEqual(allowed());
    await pushed("--pushed-by", "github:1001");
    await done(say("approve", String(member(json, "change")), "dana", "--again"));
    expect(await gate(head)).toEqual(NOT_INDEPENDENT);
  });
});

describe("group 2: text about people", () => {
  it.each([
    ["an address that nobody has", "x <x@nowhere>"],
    ["no address", "a <>"],
    ["an address of nobody's domain that ends like one", "o <olga@acme.example.evil>"],
  ])("B5: a contributor with %s is an error, and nobody where the policy allows it", async (_, author) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, run } = stage;
    const head = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature", author });
    expect(await run("capture", "--repo", repo.path, "--base", c0, "--head", head, "--json")).toMatchObject({
      exit: 6,
      json: { decision: "error", code: "change.contributor-unresolved" },
    });
    using other = tempFolder();
    const lenient = await openStage(other.path, { edits: [["{unresolved: deny", "{unresolved: allow"]] });
    expect(await lenient.gate(await approved(lenient, { author }))).toEqual(allowed());
  });

  it("B5 B28: somebody whom nobody knows and who lands what was approved stops the gate, unless the policy allows it", async () => {
    const answers = ["deny", "allow"].map(async (unresolved) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path, { edits: [["{unresolved: deny", `{unresolved: ${unresolved}`]] });
      const { repo, c0, gate } = stage;
      const head = await approved(stage, {});
      const tree = repo.id(`${head}^{tree}`);
      const known = await gate(repo.commit({ tree, parents: [c0], ref: null }));
      return [known, await gate(repo.commit({ tree, parents: [c0], ref: null, committer: "x <x@nowhere>" }))];
    });
    const unknown = { decision: "error", code: "change.contributor-unresolved", exit: 6, residual: [] };
    expect(await Promise.all(answers)).toMatchObject([
      [allowed(), unknown],
      [allowed(), allowed()],
    ]);
  });

  it("B6: names, sign-offs and bots entitle nobody and change nobody's part", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, say, gate } = stage;
    const message = `two\n\nSigned-off-by: ${DANA}\nReviewed-by: ${DANA}\nAcked-by: ${DANA}\nApproved-by: ${DANA}\n`;
    const author = "countersign[bot] <olga@acme.example>";
    const head = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature", message, author });
    const { change } = await capture(head);
    expect(await gate(head)).toMatchObject(WAITING);
    await done(say("approve", change, "nils"));
    expect(await gate(head)).toMatchObject(WAITING);
    await done(say("approve", change, "dana"));
    expect(await gate(head)).toEqual(allowed());
  });

  it("B6: a private address of the host is nobody of the policy", async () => {
    using folder = tempFolder();
    const { repo, c0, run } = await openStage(folder.path);
    for (const author of ["dana <1001+dana@users.noreply.github.com>", "dana@oracle.example <x@nowhere>"]) {
      const head = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature", author });
      expect(await run("capture", "--repo", repo.path, "--base", c0, "--head", head, "--json")).toMatchObject({
        exit: 6,
        json: { code: "change.contributor-unresolved" },
      });
    }
  });
});
