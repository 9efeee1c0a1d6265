import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import { AWAITING, policyVersion, publishedCheckpoint } from "@countersign/core";
import { examplePolicy, logKeyText, scribe, witnessKeyText } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { parseNote } from "@countersign/tlog";
import { afterEach, expect, it, vi } from "vitest";
import { publishPolicy } from "../policy-publishing.ts";
import { ORIGIN, homeIn, writeKeys } from "@countersign/home/testing";

/** The example with a second witness, which is not in the home and does not answer. */
const TWO_WITNESSES = examplePolicy({
  log: {
    origin: ORIGIN,
    key: logKeyText("log"),
    inclusionWithin: "PT15M",
    witnesses: [
      { name: "oracle-w", organisation: "oracle", key: witnessKeyText("oracle-w") },
      { name: "nord-w", organisation: "nordsec", key: witnessKeyText("nord-w") },
    ],
    quorum: { all: ["oracle-w", "nord-w"] },
  },
});

afterEach(() => void vi.useRealTimers());

it("a checkpoint that waits for a witness keeps one cosignature of each other, however often it is tried", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  using folder = tempFolder();
  const home = homeIn(join(folder.path, "home"));
  writeKeys(home.dir);
  const [line] = scribe(TWO_WITNESSES, ["olga", "dana", "nils"], []).lines;
  {
    await using opened = await workInHome(home);
    const envelope = parseEnvelope(line?.evidence ?? new Uint8Array());
    const { waitingFor } = await publishPolicy(opened, policyVersion(nodeCrypto, TWO_WITNESSES), envelope);
    expect(waitingFor).toEqual(["nord-w"]);
  }
  for (let minute = 1; minute <= 3; minute += 1) {
    vi.setSystemTime(Date.UTC(2100, 0, 1, 0, minute));
    await using opened = await workInHome(home);
    expect((await publishedCheckpoint(opened.parts)).size).toBe(0);
  }
  const { signatures } = parseNote(readFileSync(join(home.dir, AWAITING)));
  expect(signatures.map(({ name }) => name)).toEqual([ORIGIN, "witness.example/oracle-w"]);
});
