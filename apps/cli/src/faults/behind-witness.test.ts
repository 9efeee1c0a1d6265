import { copyFileSync, cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { refreshCosignatures, trustOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import {
  BASELINE,
  POLICY,
  POLICY_RECORD,
  WITNESS_STATE,
  appendTo,
  homeIn,
  idOf,
  incident,
  writeLog,
} from "@countersign/home/testing";
import { defectsOf, publishedTree } from "./whole-log.testing.ts";

const REFUSED = { code: "log.behind-witness" };

/** Appends each record by a command of its own. */
async function append(dir: string, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await using opened = await workInHome(homeIn(dir));
    await appendTo(opened, [incident(text)]);
  }
}

/** A home, and an old backup of it that was put back; only the witness, which is elsewhere, remembers what came since. */
async function restoredHome(
  folder: string,
  since: readonly string[],
): Promise<{ readonly home: string; readonly newest: string }> {
  const [home, backup, newest] = [join(folder, "home"), join(folder, "backup"), join(folder, "newest")];
  await writeLog(home);
  cpSync(home, backup, { recursive: true });
  await append(home, ...since);
  cpSync(home, newest, { recursive: true });
  rmSync(home, { recursive: true });
  cpSync(backup, home, { recursive: true });
  copyFileSync(join(newest, WITNESS_STATE), join(home, WITNESS_STATE));
  return { home, newest };
}

describe("F23 an old backup of a log", { timeout: 60_000 }, () => {
  it.each([
    ["the witness has seen more leaves than there are", ["one", "two"], ["other"]],
    ["the witness has seen as many leaves, and others", ["one"], ["other"]],
    ["the witness has seen fewer leaves, and others", ["one"], ["other", "another"]],
  ])("is refused when it is written to: %s", async (_how, since, others) => {
    using folder = tempFolder();
    const { home } = await restoredHome(folder.path, since);
    const writing = async () => {
      await using opened = await workInHome(homeIn(home));
      await appendTo(opened, others.map(incident));
    };
    await expect(writing()).rejects.toMatchObject(REFUSED);
    expect(publishedTree(home)?.size).toBe(2);
  });

  it("stays refused, whatever the next command is", async () => {
    using folder = tempFolder();
    const { home } = await restoredHome(folder.path, ["one"]);
    await expect(append(home, "other")).rejects.toMatchObject(REFUSED);
    for (const _again of ["read", "append"]) await expect(workInHome(homeIn(home))).rejects.toMatchObject(REFUSED);
  });

  it("is refused when its cosignatures are renewed", async () => {
    using folder = tempFolder();
    const { home } = await restoredHome(folder.path, ["one"]);
    await using opened = await workInHome(homeIn(home));
    const trust = trustOf(nodeCrypto, POLICY.policy.log);
    await expect(refreshCosignatures(opened.parts, trust)).rejects.toMatchObject(REFUSED);
  });

  it("goes on when the newest copy is put back", async () => {
    using folder = tempFolder();
    const { home, newest } = await restoredHome(folder.path, ["one"]);
    await expect(append(home, "other")).rejects.toMatchObject(REFUSED);
    rmSync(home, { recursive: true });
    cpSync(newest, home, { recursive: true });
    await append(home, "other");
    const records = [POLICY_RECORD, BASELINE, incident("one"), incident("other")].map(idOf);
    expect(await defectsOf(home, { records, sightings: [] })).toEqual([]);
  });

  it("with the very leaves that the witness has seen is no such thing", async () => {
    using folder = tempFolder();
    const { home, newest } = await restoredHome(folder.path, ["one"]);
    copyFileSync(join(newest, "sequence.json"), join(home, "sequence.json"));
    cpSync(join(newest, "evidence"), join(home, "evidence"), { recursive: true });
    const records = [POLICY_RECORD, BASELINE, incident("one")].map(idOf);
    expect(await defectsOf(home, { records, sightings: [] })).toEqual([]);
  });
});

describe("F12 a log with another past than the one it has published", () => {
  it("is refused as a fork", async () => {
    using folder = tempFolder();
    const [home, other] = [join(folder.path, "home"), join(folder.path, "other")];
    await writeLog(home, 1);
    await writeLog(other, 1);
    copyFileSync(join(other, WITNESS_STATE), join(home, WITNESS_STATE));
    await expect(append(home, "next")).rejects.toMatchObject({ code: "log.fork" });
  });
});
