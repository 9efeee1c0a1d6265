import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFolder } from "@countersign/adapters/files";
import { formatEnvelope, parseStatement } from "@countersign/attest";
import { recordId } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { openHandedIn } from "./handed-in.ts";
import { reviewedLog } from "./reviewed-log.testing.ts";

const NOON = 1_795_341_600;

/** A rejection, and what is known of it when it is handed in. */
function rejection() {
  const envelope = reviewedLog().decision("dana", "reject");
  const record = recordId(nodeCrypto, envelope.payload);
  return { envelope, record, known: { record, kind: "review", since: NOON, size: 2 } as const };
}

describe("records that were handed in", () => {
  it("are there after a restart, with the time when they came first", async () => {
    using folder = tempFolder();
    const { envelope, record, known } = rejection();
    const first = await openHandedIn(await openFolder(folder.path));
    await first.keep(known, formatEnvelope(envelope));
    await first.keep({ ...known, since: NOON + 60, size: 9 }, formatEnvelope(envelope));
    const again = await openHandedIn(await openFolder(folder.path));
    expect(again.all()).toEqual([{ ...known, signatures: 1 }]);
    const kept = await again.envelopeOf(record);
    expect(parseStatement(kept?.payload ?? new Uint8Array())).toEqual(parseStatement(envelope.payload));
    await again.forget(record);
    expect((await openHandedIn(await openFolder(folder.path))).all()).toEqual([]);
  });

  it("take further signatures, and keep the ones that they have", async () => {
    using folder = tempFolder();
    const { envelope, record, known } = rejection();
    const records = await openHandedIn(await openFolder(folder.path));
    const [signature] = envelope.signatures;
    if (signature === undefined) throw new Error("it is signed");
    const both = { ...envelope, signatures: [signature, { ...signature, keyid: "other" }] };
    await records.keep(known, formatEnvelope(both));
    await records.keep(known, formatEnvelope(envelope));
    expect((await records.envelopeOf(record))?.signatures).toHaveLength(2);
  });

  it.each([
    ["a name that is no record's", "x.json", "{}", /^witness\.handed-in: /],
    ["no document", `${"a".repeat(64)}.json`, "{", /^witness\.json/],
    ["another form", `${"a".repeat(64)}.json`, "{}", /^witness\./],
  ])("are no others: %s", async (_what, name, content, refused) => {
    using folder = tempFolder();
    const files = await openFolder(folder.path);
    await files.put("handed-in/x", new Uint8Array());
    await files.remove("handed-in/x");
    writeFileSync(join(folder.path, "handed-in", name), content);
    await expect(openHandedIn(files)).rejects.toThrow(refused);
  });
});
