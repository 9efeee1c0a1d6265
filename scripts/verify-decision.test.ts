import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatEnvelope, parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "../apps/cli/src/desk.testing.ts";
import type { Desk } from "../apps/cli/src/desk.testing.ts";
import { done } from "../apps/cli/src/governed-home.testing.ts";

const SCRIPT = fileURLToPath(new URL("verify-decision.sh", import.meta.url));

/** Files as `countersign evidence` prints them: the change at leaf 1, dana's approval of it at leaf 2. */
type Files = Record<"envelope" | "salt" | "leaf" | "change" | "signers", string>;

describe("verify-decision.sh", () => {
  it("verifies a decision, its leaf, and the change from Git objects, without any of our code", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    const files = await decided(at);
    const { status, stdout } = verify(files, at);
    expect(stdout).toContain("ok: signed by dana for countersign-review@v1");
    expect(stdout).toContain('"decision": "approve"');
    expect(stdout).toContain("ok: the leaf commits to this envelope");
    expect(stdout).toContain("ok: merging head onto base gives the result tree");
    expect(stdout).toMatch(
      /ok: the change digest follows from Git objects: cs-diff-v1:[0-9a-f]{64}, 6 entries, 1 out of scope/,
    );
    expect(status).toBe(0);
  });

  it("takes the person's .pub file, and checks no more than it is given", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    const { envelope } = await decided(at);
    expect(call(envelope, `${at.key("dana")}.pub`)).toMatchObject({ status: 0 });
    expect(call(envelope, `${at.key("nils")}.pub`)).toMatchObject({
      status: 1,
      stderr: "FAILED: ssh-keygen does not verify the signature of dana\n",
    });
  });

  it.each<[string, (files: Files) => void, string]>([
    [
      "an altered decision",
      ({ envelope }) => payload(envelope, '"approve"', '"reject"'),
      "does not verify the signature",
    ],
    ["the signature of another purpose", ({ envelope }) => signature(envelope), "does not verify the signature"],
    [
      "another payload type",
      ({ envelope }) => edit(envelope, (one) => ({ ...one, payloadType: "text/plain" })),
      "no envelope of one in-toto statement",
    ],
    [
      "a second signature",
      ({ envelope }) => edit(envelope, (one) => ({ ...one, signatures: [...one.signatures, ...one.signatures] })),
      "with one signature",
    ],
    ["white space in the envelope", ({ envelope }) => text(envelope, "{", "{ "), "is not canonical JSON"],
    [
      "one key given twice",
      ({ envelope }) => payload(envelope, '"decision"', '"decision":"reject","decision"'),
      "is not canonical JSON",
    ],
    [
      "a change in place of a decision",
      (files) => writeFileSync(files.envelope, readFileSync(files.change)),
      "is no record of kind review",
    ],
    ["a signer who is not listed", ({ signers }) => text(signers, "dana", "drew"), "does not verify the signature"],
    [
      "another salt",
      ({ salt }) => writeFileSync(salt, `${Buffer.alloc(16).toString("base64")}\n`),
      "the leaf does not commit",
    ],
    ["a short salt", ({ salt }) => writeFileSync(salt, `${Buffer.alloc(15).toString("base64")}\n`), "not 16 bytes"],
    ["another leaf", ({ leaf }) => text(leaf, "review", "change"), "the leaf does not commit"],
    [
      "the record of another base",
      ({ change }) => payload(change, /"base":\{"gitCommit":"[0-9a-f]{40}"/, `"base":{"gitCommit":"${"e".repeat(40)}"`),
      "about another change",
    ],
    [
      "an entry that is not there",
      ({ change }) => payload(change, '"ranker/score.py"', '"ranker/scorf.py"'),
      "entries that are not between the trees",
    ],
    ["an entry left out", ({ change }) => payload(change, /\["ranker\/new.py"[^\]]*\],/, ""), "leaves out entries"],
    ["an entry called out of scope", ({ change }) => outOfScope(change), "give another change digest"],
  ])("fails for %s", async (_what, alter, why) => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    const files = await decided(at);
    alter(files);
    expect(verify(files, at)).toMatchObject({ status: 1, stderr: expect.stringContaining(why) });
  });

  it("computes the digests of contents and takes none from the record", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    const files = await decided(at);
    payload(files.change, /,"[0-9a-f]{64}"\]/, `,"${"0".repeat(64)}"]`);
    expect(verify(files, at)).toMatchObject({ status: 0, stdout: expect.stringContaining("follows from Git objects") });
  });

  it("fails where the clone does not have the commits", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    const files = await decided(at);
    at.repo.git(["update-ref", "-d", "refs/heads/feature"]);
    at.repo.git(["prune", "--expire=now"]);
    expect(verify(files, at)).toMatchObject({ status: 1, stderr: expect.stringContaining("does not give tree") });
  });

  it("prints nothing that a terminal obeys", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    const files = await decided(at, "fine \u001b[2J\u202e\u007f");
    const { status, stdout } = verify(files, at);
    expect([status, stdout]).toEqual([0, expect.stringContaining("\\u001b[2J\\u202e")]);
    expect(stdout).not.toMatch(/[^\P{C}\n]/u);
  });

  it.each([
    [[]],
    [["envelope"]],
    [["envelope", "signers", "salt"]],
    [["envelope", "signers", "--repo", "."]],
    [["envelope", "signers", "--what", "x"]],
  ])("answers a call with %j with its usage", (args) => {
    expect(call(...args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("verify-decision.sh ENVELOPE SIGNERS"),
    });
  });
});

/** A change of every kind of entry, captured and approved. */
async function decided({ repo, propose, capture, say, run, key, folder }: Desk, message = "fine"): Promise<Files> {
  const base = repo.commit({ files: { "ranker/old.py": "old\n", "ranker/tool": "x\n", "ranker/kind": "x\n" } });
  propose(
    "feature",
    [
      ["ranker/score.py", "weight = 2\n"],
      ["ranker/new.py", "new\n"],
      ["ranker/old.py", null],
      ["ranker/tool", { mode: "100755", content: "x\n" }],
      ["ranker/kind", { link: "tool" }],
      [Uint8Array.of(0x72, 0x0a, 0xff, 0x09), "odd\n"],
      ["docs/a.md", "words\n"],
    ],
    { parents: [base] },
  );
  const { change } = await capture("feature");
  await done(say("approve", change, "dana", "-m", message));
  const file = async (name: string, ...args: readonly string[]) => {
    const path = join(folder, name);
    writeFileSync(path, (await done(run("evidence", ...args))).stdout);
    return path;
  };
  const signers = join(folder, "allowed_signers");
  writeFileSync(signers, `dana namespaces="countersign-review@v1" ${readFileSync(`${key("dana")}.pub`, "utf8")}`);
  return {
    envelope: await file("envelope", "2"),
    salt: await file("salt", "2", "--salt"),
    leaf: await file("leaf", "2", "--leaf"),
    change: await file("change", "1"),
    signers,
  };
}

function verify({ envelope, signers, salt, leaf, change }: Files, { repo }: Desk) {
  return call(envelope, signers, salt, leaf, "--change", change, "--repo", repo.path);
}

function call(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("sh", [SCRIPT, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

function text(file: string, part: string | RegExp, replacement: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replace(part, replacement);
  if (after === before) throw new Error(`${file} has no ${String(part)}`);
  writeFileSync(file, after);
}

function edit(file: string, change: (envelope: Envelope) => Envelope): void {
  writeFileSync(file, formatEnvelope(change(parseEnvelope(readFileSync(file)))));
}

function payload(file: string, part: string | RegExp, replacement: string): void {
  edit(file, (envelope) => {
    const before = new TextDecoder().decode(envelope.payload);
    const after = before.replace(part, replacement);
    if (after === before) throw new Error(`the payload has no ${String(part)}`);
    return { ...envelope, payload: new TextEncoder().encode(after) };
  });
}

function outOfScope(change: string): void {
  payload(change, /\["ranker\/new.py"[^\]]*\],/, "");
  payload(change, '"excluded":1', '"excluded":2');
}

/** The namespace that a signature says it was made for. */
function signature(file: string): void {
  edit(file, (envelope) => ({
    ...envelope,
    signatures: envelope.signatures.map(({ keyid, sig }) => {
      const changed = Buffer.from(sig);
      changed.write("countersign-policy@v1", changed.indexOf("countersign-review@v1"));
      return { keyid, sig: new Uint8Array(changed) };
    }),
  }));
}
