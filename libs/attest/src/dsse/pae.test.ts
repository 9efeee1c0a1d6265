import { nodeCrypto } from "@countersign/crypto/node";
import { nobleCrypto } from "@countersign/crypto/noble";
import { vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { parseBase64 } from "../base64.ts";
import { concat, decodeUtf8, encodeUtf8 } from "../bytes.ts";
import { formatHex, parseHex } from "../hex.ts";
import { formatCanonical } from "../json/format.ts";
import type { JsonValue } from "../json/value.ts";
import { parseEnvelope, singleSignature } from "./envelope.ts";
import { pae } from "./pae.ts";

const dsse = vectors("dsse");

describe("the pre-authentication encoding", () => {
  it("is that of the example of DSSE 1.0.2", () => {
    const encoded = pae("http://example.com/HelloWorld", encodeUtf8("hello world"));
    expect(decodeUtf8(encoded)).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  });

  it("counts bytes, not characters", () => {
    expect(decodeUtf8(pae("é", encodeUtf8("😂")))).toBe("DSSEv1 2 é 4 😂");
  });
});

type PaeCase = { name: string; payloadType: string; payloadBase64: string; paeHex: string };
type Example = {
  paeHex: string;
  key: { xHex: string; yHex: string };
  envelope: JsonValue;
};

describe.skipIf(!dsse.present)("DSSE vectors (skipped: no vectors)", () => {
  const cases = dsse.present ? dsse.json<PaeCase[]>("pae.json") : [];
  it.each(cases)("pae: $name", ({ payloadType, payloadBase64, paeHex }) => {
    expect(formatHex(pae(payloadType, parseBase64(payloadBase64)))).toBe(paeHex);
  });

  it.each([
    ["node", nodeCrypto],
    ["noble", nobleCrypto],
  ])("the protocol's example verifies on %s", (_name, crypto) => {
    const example = dsse.json<Example>("protocol-example.json");
    const envelope = parseEnvelope(formatCanonical(example.envelope));
    const message = pae(envelope.payloadType, envelope.payload);
    expect(formatHex(message)).toBe(example.paeHex);
    const point = concat(Uint8Array.of(4), parseHex(example.key.xHex), parseHex(example.key.yHex));
    expect(crypto.verifyP256(point, message, singleSignature(envelope).sig)).toBe(true);
  });
});
