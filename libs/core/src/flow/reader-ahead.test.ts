import { IN_TOTO_PAYLOAD_TYPE, pae, signEnvelope, signSshsig } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { nobleCrypto } from "@countersign/crypto/noble";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import type { Crypto } from "../crypto.ts";
import type { ReadLog } from "../log/log-reader.ts";
import { formatRecord } from "../log/record.ts";
import { scribe } from "../log/scribe.testing.ts";
import type { Scribe } from "../log/scribe.testing.ts";
import { examplePolicy } from "../policy/example.testing.ts";
import { readBundle } from "./read-bundle.ts";

const TIME = 1_800_000_000;
const { verifyEd25519Async, ...alone } = nodeCrypto;

describe("a log whose signatures are verified ahead", () => {
  it("reads as one whose signatures are verified in their turn", async () => {
    const log = longLog();
    const read = await readWith(nodeCrypto, log);
    expect(read.contents.incidents).toHaveLength(120);
    expect(read.problems).toEqual([]);
    expect(read).toEqual(await readWith(alone, log));
    expect(read).toEqual(await readWith({ ...nobleCrypto, verifyEd25519Async }, log));
  });

  it("leaves few signatures to the reader", async () => {
    const log = longLog();
    let asked = 0;
    const verifyEd25519: Crypto["verifyEd25519"] = (...of) => {
      asked += 1;
      return nodeCrypto.verifyEd25519(...of);
    };
    await readWith({ ...nodeCrypto, verifyEd25519 }, log);
    expect(asked).toBeLessThan(50);
  });

  it.each<[what: string, envelope: Envelope, code: string]>([
    ["a machine's signature over something else", forged(byMachine("service-1", "a")), "attest.signature"],
    ["a person's signature over something else", forged(byPerson("dana", "a")), "attest.signature"],
    ["a signature of a machine that is not in the policy", byMachine("stranger", "a"), "attest.signature"],
    ["a signature of a person who is not in the policy", byPerson("stranger", "a"), "attest.key-unknown"],
    ["a signature for another purpose", byPerson("dana", "a", "countersign-policy@v1"), "attest.namespace"],
    ["a damaged blob", damaged(byPerson("dana", "a")), "attest.sshsig-magic"],
    ["a payload of another type", { ...byMachine("service-1", "a"), payloadType: "text/plain" }, "attest.payload-type"],
  ])("is refused for %s", async (_what, envelope, code) => {
    const log = longLog(envelope);
    const read = await readWith(nodeCrypto, log);
    expect(read.problems).toEqual([expect.objectContaining({ index: 61, code })]);
    expect(read).toEqual(await readWith(alone, log));
  });

  it("is read all the same when no thread answers", async () => {
    const log = longLog(forged(byPerson("dana", "a")));
    const read = await readWith({ ...alone, verifyEd25519Async: () => Promise.reject(new Error("no thread")) }, log);
    expect(read).toEqual(await readWith(alone, log));
  });

  it("ends as it would when a line cannot be read", async () => {
    const log = longLog();
    const lines = log.bundle(TIME).with(70, new Uint8Array([0x7b]));
    const code = expect.objectContaining({ code: "bundle.json-end" });
    await expect(readBundle(nodeCrypto, log.root, lines)).rejects.toEqual(code);
    await expect(readBundle(alone, log.root, lines)).rejects.toEqual(code);
  });
});

/** 120 incidents, half of them by a machine, and an envelope in the middle. */
function longLog(envelope?: Envelope): Scribe {
  const log = scribe(
    examplePolicy(),
    ["olga", "dana", "nils"],
    [{ keyName: "witness.example/oracle-w", key: "oracle-w" }],
  );
  for (let number = 0; number < 60; number++) {
    if (number === 30 && envelope !== undefined) log.append("incident", envelope);
    log.append("incident", byMachine("service-1", `machine ${number}`));
    log.append("incident", byPerson("dana", `person ${number}`));
  }
  return log;
}

/** Hashes as plain bytes, whichever port made them. */
async function readWith(crypto: Crypto, log: Scribe): Promise<ReadLog> {
  const { frontier, ...read } = await readBundle(crypto, log.root, log.bundle(TIME));
  return { ...read, frontier: { ...frontier, hashes: frontier.hashes.map((hash) => Uint8Array.from(hash)) } };
}

const incident = {
  about: { leaf: 0 },
  code: "log.root",
  status: "opened",
  id: "00000000-0000-4000-8000-000000000000",
} as const;
const payloadOf = (text: string) => formatRecord(nodeCrypto, "incident", { ...incident, text });

function byMachine(key: string, text: string): Envelope {
  const { seed } = testKey(key);
  return signEnvelope(nodeCrypto, { seed, keyid: "", payloadType: IN_TOTO_PAYLOAD_TYPE, payload: payloadOf(text) });
}

function byPerson(key: string, text: string, namespace = "countersign-review@v1"): Envelope {
  const payload = payloadOf(text);
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(nodeCrypto, { seed: testKey(key).seed, namespace, message });
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
}

function forged(envelope: Envelope): Envelope {
  return { ...envelope, payload: payloadOf("forged") };
}

function damaged({ signatures, ...envelope }: Envelope): Envelope {
  return { ...envelope, signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.with(0, 0) })) };
}
