import { join } from "node:path";
import { faultyFiles } from "@countersign/adapters/files";
import { workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { BASELINE, POLICY_RECORD, appendTo, homeIn, idOf, incident, writeLog } from "@countersign/home/testing";
import { defectsOf } from "./whole-log.testing.ts";

it("after an append that failed, the same open log does not call its records present", async () => {
  using folder = tempFolder();
  const dir = join(folder.path, "home");
  await writeLog(dir);
  {
    const { files } = faultyFiles({ at: 1, outcome: "lost", after: "error" });
    await using opened = await workInHome(homeIn(dir), files);
    await expect(appendTo(opened, [incident("one")])).rejects.toMatchObject({ code: "files.damaged" });
    await expect(appendTo(opened, [incident("one")])).rejects.toMatchObject({ code: "internal.log-outdated" });
    await expect(appendTo(opened, [incident("two")])).rejects.toMatchObject({ code: "internal.log-outdated" });
  }
  {
    await using opened = await workInHome(homeIn(dir));
    expect(await appendTo(opened, [incident("one")])).toMatchObject({ records: [{ index: 2, outcome: "appended" }] });
  }
  const records = [POLICY_RECORD, BASELINE, incident("one")].map(idOf);
  expect(await defectsOf(dir, { records, sightings: [] })).toEqual([]);
});

it("a record that is refused leaves nothing behind, and neither do those beside it", async () => {
  using folder = tempFolder();
  const dir = join(folder.path, "home");
  await writeLog(dir);
  const { kind, envelope } = incident("one");
  const unsigned = {
    kind,
    envelope: { ...envelope, signatures: envelope.signatures.map(({ keyid }) => ({ keyid, sig: new Uint8Array(64) })) },
  };
  {
    await using opened = await workInHome(homeIn(dir));
    await expect(appendTo(opened, [incident("two"), unsigned])).rejects.toMatchObject({ code: "attest.signature" });
  }
  expect(await defectsOf(dir, { records: [POLICY_RECORD, BASELINE].map(idOf), sightings: [] })).toEqual([]);
});
