import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { publishPolicy } from "../policy-publishing.ts";
import {
  BASELINE,
  POLICY,
  POLICY_RECORD,
  appendTo,
  idOf,
  incident,
  writeKeys,
  writeLog,
} from "@countersign/home/testing";
import { failures, namesAFile, tableOf } from "./fault-table.testing.ts";
import type { Work } from "./fault-table.testing.ts";

const TWO = [incident("first"), incident("second")];

/** An append of two records to a log that has its policy, a baseline, and so many incidents. */
async function appendOfTwo(folder: string, incidents: number): Promise<Work> {
  const template = join(folder, "template");
  await writeLog(template, incidents);
  const earlier = Array.from({ length: incidents }, (_, index) => incident(`earlier ${index}`));
  return {
    template,
    run: (opened) => appendTo(opened, TWO),
    records: [POLICY_RECORD, BASELINE, ...earlier, ...TWO].map(idOf),
  };
}

function firstPublication(folder: string): Work {
  const template = join(folder, "template");
  writeKeys(template);
  return {
    template,
    run: (opened) => publishPolicy(opened, POLICY, POLICY_RECORD.envelope),
    records: [idOf(POLICY_RECORD)],
  };
}

describe("F22 every operation on the disk, lost, stored or torn, by an error or a crash", { timeout: 600_000 }, () => {
  it("of an append of two records: the next command repairs the log, nothing is lost and nothing double", async () => {
    using folder = tempFolder();
    const rows = await tableOf(await appendOfTwo(folder.path, 0));
    expect(failures(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(200);
    expect(new Set(rows.map(({ found }) => found))).toEqual(new Set(["nothing", "placed", "published"]));
  });

  it("of the publication of version 1: the next call begins or ends it", async () => {
    using folder = tempFolder();
    const rows = await tableOf(firstPublication(folder.path));
    expect(failures(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(200);
  });

  it("of an append that completes a tile: whatever gets a name, gets the right bytes", async () => {
    using folder = tempFolder();
    const rows = await tableOf(await appendOfTwo(folder.path, 253), namesAFile);
    expect(failures(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(19);
  });
});
