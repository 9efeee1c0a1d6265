import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { nodeCrypto } from "@countersign/crypto/node";
import { nobleCrypto } from "@countersign/crypto/noble";
import { testKey, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { formatBase64Url } from "../base64.ts";
import { concat } from "../bytes.ts";
import type { PublicKey } from "../ssh/public-key.ts";
import { wireUint32 } from "../ssh/wire.ts";
import { formatSshsig, signedData } from "./blob.ts";
import type { Origin } from "./passkey.ts";
import type { Signature } from "./signature.ts";
import { verifySshsig } from "./verify.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const namespace = "countersign-review@v1";
const message = text("approve");
const ORIGIN = "https://review.oracle.example";
const RP_ID = "review.oracle.example";
const origins: readonly Origin[] = [{ origin: ORIGIN, rpId: RP_ID }];
const challenge = signedData(nodeCrypto, namespace, message);

/** A P-256 authenticator: answers with `r ‖ s` over what it is given. */
const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const point = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(26));
const es256 = (data: Uint8Array) =>
  new Uint8Array(sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }));
const sha256 = (data: Uint8Array | string) => new Uint8Array(createHash("sha256").update(data).digest());

const good = { flags: 0x05, counter: 7, application: RP_ID, origin: ORIGIN, extensions: new Uint8Array() };
const goodData = [
  ["type", "webauthn.get"],
  ["challenge", formatBase64Url(challenge)],
  ["origin", ORIGIN],
  ["crossOrigin", false],
] as const;
const goodText = print(goodData);

/** What a browser hands over for a passkey, with something broken, signed as it stands. */
function passkey(broken: Partial<typeof good> & { readonly clientData?: string }): Uint8Array {
  const { flags, counter, application, origin, extensions } = { ...good, ...broken };
  const clientData = text(broken.clientData ?? goodText);
  const head = concat(sha256(application), Uint8Array.of(flags), wireUint32(counter), extensions);
  const signature = es256(concat(head, sha256(clientData)));
  const type = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";
  return blob(application, { type, signature, flags, counter, origin, clientData, extensions });
}

/** What ssh-keygen makes with a security key. */
function raw(broken: { readonly flags?: number; readonly application?: string }): Uint8Array {
  const { flags, application } = { flags: 0x05, application: "ssh:", ...broken };
  const head = concat(sha256(application), Uint8Array.of(flags), wireUint32(7));
  const signature = es256(concat(head, sha256(challenge)));
  return blob(application, { type: "sk-ecdsa-sha2-nistp256@openssh.com", signature, flags, counter: 7 });
}

function keyFor(application: string): PublicKey {
  return { type: "sk-ecdsa-sha2-nistp256@openssh.com", point, application };
}

function blob(application: string, signature: Signature): Uint8Array {
  return formatSshsig({ publicKey: keyFor(application), namespace, signature });
}

function print(members: readonly (readonly [string, unknown])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
}

describe.each([
  ["node", nodeCrypto],
  ["noble", nobleCrypto],
])("devices on %s", (_name, crypto) => {
  const verify = (signature: Uint8Array, application: string, listed = origins) =>
    verifySshsig(crypto, { signature, namespace, message, trusted: [{ key: keyFor(application), origins: listed }] });

  describe("a passkey", () => {
    it("counts on the page of its organisation, and the answer says which", () => {
      expect(verify(passkey({}), RP_ID)).toMatchObject({ kind: "passkey", flags: 5, counter: 7, origin: ORIGIN });
    });

    it("may come from a browser that adds members", () => {
      expect(verify(passkey({ clientData: print([...goodData, ["more", ["x"]]]) }), RP_ID).kind).toBe("passkey");
    });

    it("counts when it is backed up, or may be", () => {
      expect(verify(passkey({ flags: 0x1d }), RP_ID).kind).toBe("passkey");
      expect(verify(passkey({ flags: 0x0d }), RP_ID).kind).toBe("passkey");
    });

    it.each([
      ["B20 nobody touched it", { flags: 0x04 }, "attest.user-presence"],
      ["B20 no flags at all", { flags: 0x00 }, "attest.user-presence"],
      ["B20 nobody was verified", { flags: 0x01 }, "attest.user-verification"],
      ["B21 attested data", { flags: 0x45 }, "attest.webauthn-attested-data"],
      ["backed up, not eligible", { flags: 0x15 }, "attest.webauthn-backup"],
      ["an extension promised", { flags: 0x85 }, "attest.webauthn-extension-missing"],
      ["an extension not announced", { extensions: Uint8Array.of(0xa0) }, "attest.webauthn-extension-flag"],
      ["B21 an unknown extension", { flags: 0x85, extensions: Uint8Array.of(0xa0) }, "attest.webauthn-extension"],
      ["no JSON", { clientData: goodText.slice(1) }, "attest.webauthn-client-data"],
      ["an array", { clientData: "[]" }, "attest.webauthn-client-data"],
      [
        "B21 a second origin",
        { clientData: print([...goodData, ["origin", ORIGIN]]) },
        "attest.webauthn-duplicate-member",
      ],
      [
        "B21 a registration",
        { clientData: goodText.replace("webauthn.get", "webauthn.create") },
        "attest.webauthn-type",
      ],
      [
        "B21 another challenge",
        { clientData: goodText.replace(formatBase64Url(challenge), "AAAA") },
        "attest.webauthn-challenge",
      ],
      [
        "two origins",
        { clientData: goodText.replace(ORIGIN, "https://evil.example") },
        "attest.webauthn-origin-mismatch",
      ],
      ["B21 crossOrigin", { clientData: goodText.replace("false", "true") }, "attest.webauthn-cross-origin"],
      ["no crossOrigin", { clientData: print(goodData.slice(0, 3)) }, "attest.webauthn-cross-origin"],
      ["B21 topOrigin", { clientData: print([...goodData, ["topOrigin", ORIGIN]]) }, "attest.webauthn-top-origin"],
      ["B21 another order", { clientData: print(goodData.toReversed()) }, "attest.webauthn-member-order"],
      [
        "a member before crossOrigin",
        { clientData: print([...goodData.slice(0, 3), ["x", "y"], ...goodData.slice(3)]) },
        "attest.webauthn-member-order",
      ],
      ["blanks", { clientData: goodText.replace(":", ": ") }, "attest.webauthn-member-order"],
    ])("does not count with %s", (_what, broken, code) => {
      expect(() => verify(passkey(broken), RP_ID)).toThrow(withCode(code));
    });

    it.each(["https://review.oracle.example.evil", "http://review.oracle.example", `${ORIGIN}:8443`, `${ORIGIN}/`])(
      "B21 does not count on %s",
      (origin) => {
        const elsewhere = passkey({ origin, clientData: goodText.replace(ORIGIN, origin) });
        expect(() => verify(elsewhere, RP_ID)).toThrow(withCode("attest.webauthn-origin"));
      },
    );

    it("B21 does not count with an RP id that is not listed, nor where no page is listed", () => {
      const parent = passkey({ application: "oracle.example" });
      expect(() => verify(parent, "oracle.example")).toThrow(withCode("attest.webauthn-rp-id"));
      expect(() => verify(passkey({}), RP_ID, [])).toThrow(withCode("attest.webauthn-rp-id"));
    });

    it("does not count on a page that is listed for another RP id only", () => {
      const listed = [
        { origin: ORIGIN, rpId: "other.example" },
        { origin: "https://other.example", rpId: RP_ID },
      ];
      expect(() => verify(passkey({}), RP_ID, listed)).toThrow(withCode("attest.webauthn-origin"));
    });

    it("signs in its browser only", () => {
      expect(() => verify(raw({ application: RP_ID }), RP_ID)).toThrow(withCode("attest.webauthn-required"));
    });
  });

  describe("a security key", () => {
    it("counts when somebody was there and verified", () => {
      expect(verify(raw({}), "ssh:")).toMatchObject({ kind: "security-key", flags: 5, counter: 7 });
      expect(verify(raw({ application: "ssh:work" }), "ssh:work").kind).toBe("security-key");
    });

    it.each([
      ["B20 nobody touched it", 0x04, "attest.user-presence"],
      ["B20 no flags at all", 0x00, "attest.user-presence"],
      ["B20 nobody was verified", 0x01, "attest.user-verification"],
      ["attested data", 0x45, "attest.flags"],
      ["extension data", 0x85, "attest.flags"],
    ])("does not count with %s", (_what, flags, code) => {
      expect(() => verify(raw({ flags }), "ssh:")).toThrow(withCode(code));
    });

    it("does not count when it was made for something else", () => {
      expect(() => verify(raw({ application: "vpn" }), "vpn")).toThrow(withCode("attest.application"));
    });

    it("never signs in a browser", () => {
      const listed = [{ origin: ORIGIN, rpId: "ssh:" }];
      expect(() => verify(passkey({ application: "ssh:" }), "ssh:", listed)).toThrow(
        withCode("attest.webauthn-application"),
      );
    });

    it("is trusted for its own application only", () => {
      expect(() => verify(raw({ application: "ssh:work" }), "ssh:")).toThrow(withCode("attest.key-unknown"));
    });

    it("with an Ed25519 key keeps the same rules", () => {
      const { seed, publicKey: ed25519 } = testKey("security key");
      const key = { type: "sk-ssh-ed25519@openssh.com", point: ed25519, application: "ssh:" } as const;
      const make = (flags: number) => {
        const data = concat(sha256("ssh:"), Uint8Array.of(flags), wireUint32(1), sha256(challenge));
        const signature = { type: key.type, signature: crypto.signEd25519(seed, data), flags, counter: 1 };
        return formatSshsig({ publicKey: key, namespace, signature });
      };
      const trusted = [{ key, origins }];
      const check = (flags: number) => verifySshsig(crypto, { signature: make(flags), namespace, message, trusted });
      expect(check(0x05).kind).toBe("security-key");
      expect(() => check(0x01)).toThrow(withCode("attest.user-verification"));
    });
  });

  it("an ECDSA signature altered without the key still counts, so its bytes identify nothing", () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const clientData = text(goodText);
    const head = concat(sha256(RP_ID), Uint8Array.of(5), wireUint32(7));
    const signature = es256(concat(head, sha256(clientData)));
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
    const other = Buffer.from((order - s).toString(16).padStart(64, "0"), "hex");
    const type = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";
    const altered = { ...good, type, clientData, signature: concat(signature.subarray(0, 32), other) } as const;
    expect(verify(blob(RP_ID, altered), RP_ID).kind).toBe("passkey");
  });
});
