import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatEnvelope, parseEnvelope } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "../desk.testing.ts";
import type { Desk } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";

describe("submit", () => {
  it("A3: logs no approval of a revision that was replaced after it was signed, and every word against it", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run } = await desk(folder.path);
    const { change } = await capture(propose("one", { "ranker/score.py": "weight = 2\n" }), "--proposal", "7");
    const file = (decision: string) => join(folder.path, `${decision}.json`);
    for (const decision of ["approve", "reject"]) await done(say(decision, change, "dana", "--out", file(decision)));
    await capture(propose("two", { "ranker/score.py": "weight = 3\n" }), "--proposal", "7");
    expect(await run("submit", file("approve"), "--json")).toMatchObject({
      exit: 4,
      json: { code: "decision.superseded" },
    });
    expect(await run("submit", file("reject"), "--json")).toMatchObject({
      exit: 0,
      json: { kind: "review", leaf: { index: 3 } },
    });
  });

  it("A3: keeps the place of an approval that was logged before its revision was replaced", async () => {
    using folder = tempFolder();
    const { propose, capture, run, ...at } = await desk(folder.path);
    const { change } = await capture(propose("one", { "ranker/score.py": "weight = 2\n" }), "--proposal", "7");
    const file = await approvalFile({ propose, capture, run, ...at }, change);
    await done(run("submit", file));
    await capture(propose("two", { "ranker/score.py": "weight = 3\n" }), "--proposal", "7");
    expect(await run("submit", file, "--json")).toMatchObject({
      exit: 0,
      json: { leaf: { index: 2 }, outcome: "present" },
    });
  });

  it.each([
    ["an altered payload", (text: string) => altered(text), 6, "attest.signature"],
    ["white space", (text: string) => ` ${text}`, 6, "attest.json-not-canonical"],
    ["half a file", (text: string) => text.slice(0, 100), 6, "attest.json-end"],
  ])("refuses %s", async (_what, edit, exit, code) => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    at.propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await at.capture("feature");
    const file = await approvalFile(at, change);
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    expect(await at.run("submit", file, "--json")).toMatchObject({ exit, json: { code } });
    expect(await at.run("evidence", "2", "--json")).toMatchObject({ json: { code: "usage.index" } });
  });

  it("refuses statements that are never logged, and files that are not there", async () => {
    using folder = tempFolder();
    const at = await desk(folder.path);
    at.propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await at.capture("feature");
    const file = await approvalFile(at, change);
    writeFileSync(file, rewritten(readFileSync(file, "utf8"), "/review/v1", "/verdict/v1"));
    expect(await at.run("submit", file, "--json")).toMatchObject({ exit: 2, json: { code: "usage.kind" } });
    expect(await at.run("submit", join(folder.path, "nowhere"), "--json")).toMatchObject({
      exit: 5,
      json: { code: "files.missing" },
    });
  });
});

async function approvalFile({ say, folder }: Desk, change: string): Promise<string> {
  const file = join(folder, "approve.json");
  await done(say("approve", change, "dana", "--out", file));
  return file;
}

function altered(text: string): string {
  return rewritten(text, '"decision":"approve"', '"decision":"reject"');
}

function rewritten(text: string, part: string, replacement: string): string {
  const envelope = parseEnvelope(new TextEncoder().encode(text));
  const payload = new TextDecoder().decode(envelope.payload);
  if (!payload.includes(part)) throw new Error(`no ${part} in the payload`);
  return new TextDecoder().decode(
    formatEnvelope({ ...envelope, payload: new TextEncoder().encode(payload.replace(part, replacement)) }),
  );
}
