import { createECDH, createSign, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { nobleCrypto } from "./noble.ts";
import { nodeCrypto } from "./node.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (value: string) => new TextEncoder().encode(value);

describe.each([
  ["node", nodeCrypto],
  ["noble", nobleCrypto],
])("the cryptographic port on %s", (_name, crypto) => {
  it("hashes the empty message as FIPS 180-4 does", () => {
    expect(hex(crypto.sha256(text("")))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(crypto.sha512(text(""))).slice(0, 32)).toBe("cf83e1357eefb8bdf1542850d66d8007");
  });

  it("signs and verifies the first Ed25519 vector of RFC 8032 §7.1", () => {
    const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
    const publicKey = crypto.ed25519PublicKey(seed);
    expect(hex(publicKey)).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    const signature = crypto.signEd25519(seed, text(""));
    expect(hex(signature).slice(0, 16)).toBe("e5564300c360ac72");
    expect(crypto.verifyEd25519(publicKey, text(""), signature)).toBe(true);
    expect(crypto.verifyEd25519(publicKey, text("x"), signature)).toBe(false);
  });

  it("verifies ES256 signatures and refuses other lengths without throwing", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const point = publicKey.export({ format: "der", type: "spki" }).subarray(26);
    const signature = createSign("sha256").update("hello").sign({ key: privateKey, dsaEncoding: "ieee-p1363" });
    expect(crypto.verifyP256(point, text("hello"), signature)).toBe(true);
    expect(crypto.verifyP256(point, text("other"), signature)).toBe(false);
    expect(crypto.verifyP256(point.subarray(1), text("hello"), signature)).toBe(false);
    expect(crypto.verifyP256(point, text("hello"), signature.subarray(1))).toBe(false);
    expect(crypto.verifyP256(createECDH("prime256v1").generateKeys().fill(1, 1), text("hello"), signature)).toBe(false);
  });

  it("answers false to an Ed25519 key that is no point", () => {
    const nowhere = new Uint8Array(32).fill(255);
    expect(crypto.verifyEd25519(nowhere, text(""), new Uint8Array(64))).toBe(false);
  });
});
