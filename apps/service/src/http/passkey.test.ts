import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { formatBase64Url, formatPublicKey, formatSshsig, signedData } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { loginMessage } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { servedService } from "./service.testing.ts";

const RP_ID = "review.oracle.example";
const PAGE = `https://${RP_ID}`;

/** A P-256 authenticator. */
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const point = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(26));
const key: PublicKey = { type: "sk-ecdsa-sha2-nistp256@openssh.com", point, application: RP_ID };
const sha256 = (data: Uint8Array | string) => createHash("sha256").update(data).digest();

/** What a page at an origin hands over for a sign-in: the assertion, as the SSHSIG blob that it is. */
function assertion(login: Parameters<typeof loginMessage>[0], page: string, flags = 0x05): string {
  const challenge = formatBase64Url(signedData(nodeCrypto, "countersign-login@v1", loginMessage(login)));
  const clientData = new TextEncoder().encode(
    `{"type":"webauthn.get","challenge":"${challenge}","origin":"${page}","crossOrigin":false}`,
  );
  const head = Buffer.concat([sha256(RP_ID), Uint8Array.of(flags, 0, 0, 0, 7)]);
  const message = Buffer.concat([head, sha256(clientData)]);
  const blob = formatSshsig({
    publicKey: key,
    namespace: "countersign-login@v1",
    signature: {
      type: "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
      signature: new Uint8Array(sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" })),
      flags,
      counter: 7,
      origin: page,
      clientData,
      extensions: new Uint8Array(),
    },
  });
  return Buffer.from(blob).toString("base64");
}

let service: Awaited<ReturnType<typeof servedService>>;

beforeAll(async () => {
  service = await servedService();
  await service.amend([["people.1.keys.1", formatPublicKey(key)]], ["olga", "dana", "nils"]);
});
afterAll(() => service[Symbol.asyncDispose]());

async function signIn(page: string, flags?: number) {
  const { json } = await service.ask("POST", "/v1/session/challenge", { headers: { origin: PAGE } });
  const login = { origin: service.origin, nonce: String(json["nonce"]), time: String(json["time"]) };
  const { origin: _, ...told } = login;
  const body = { ...told, signature: assertion(login, page, flags), deliver: "token" };
  return service.ask("POST", "/v1/session", { body, headers: { origin: PAGE } });
}

describe("a passkey", () => {
  it("signs its person in from a page of the person's own organisation", async () => {
    const said = await signIn(PAGE);
    expect([said.status, said.json]).toMatchObject([201, { person: "dana", organisation: "oracle" }]);
    expect(said.headers.get("access-control-allow-origin")).toBe(PAGE);
  });

  it("B20 B21: signs nobody in from another page, or without somebody who was verified", async () => {
    for (const page of [`${PAGE}.evil`, "https://countersign.acme.example", `http://${RP_ID}`])
      expect((await signIn(page)).json).toMatchObject({ status: 401, code: "auth.signature" });
    expect((await signIn(PAGE, 0x01)).json).toMatchObject({ status: 401, code: "auth.signature" });
  });
});
