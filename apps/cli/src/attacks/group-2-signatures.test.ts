import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { join } from "node:path";
import { loadMachineKey, loadSignerKey } from "@countersign/adapters/keys";
import {
  formatBase64,
  formatBase64Url,
  formatEnvelope,
  formatPublicKey,
  formatSshsig,
  pae,
  parseEnvelope,
  parseSshsig,
  signEnvelope,
  signSshsig,
  signedData,
} from "@countersign/attest";
import type { Envelope, PublicKey, Signature } from "@countersign/attest";
import { machineKeyText } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { LOG_KEY, SERVICE_KEY } from "@countersign/home/folder";
import { tempFolder, testKey, text } from "@countersign/testkit";
import { parseSignerKey } from "@countersign/tlog";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgedLine } from "./forged-log.testing.ts";
import { submitted, written } from "./resign.testing.ts";
import { signedApproval } from "./signed-approval.testing.ts";
import type { SignedApproval } from "./signed-approval.testing.ts";
import { allowed, failed } from "./stage.testing.ts";

const REVIEW = "countersign-review@v1";
const ORIGIN = "https://review.oracle.example";
const RP_ID = "review.oracle.example";
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** An authenticator for each application: a person's keys are all different. */
const [PASSKEY, TOKEN] = [device(), device()];

const folder = tempFolder();
let made: SignedApproval;

beforeAll(async () => {
  const devices = [RP_ID, "ssh:"].map((application) => `, "${formatPublicKey(keyFor(application))}"`).join("");
  made = await signedApproval(folder.path, {
    edits: [
      [
        "[{id: service-1,",
        `[{id: gate-1, kind: gate, environments: [production], key: "${machineKeyText("gate-1")}"}, {id: service-1,`,
      ],
      ['git: ["*@oracle.example"]', `git: ["*@oracle.example"], origins: [{origin: "${ORIGIN}", rpId: ${RP_ID}}]`],
      [' dana at home"', ` dana at home"${devices}`],
    ],
  });
});
afterAll(() => folder[Symbol.dispose]());

/** The approval under another signature. */
function under(sig: Uint8Array, keyid = ""): Envelope {
  return { ...made.approval, signatures: [{ keyid, sig }] };
}

/** What is signed. */
function message(): Uint8Array {
  return pae(made.approval.payloadType, made.approval.payload);
}

function ownSignature(): Uint8Array {
  return made.approval.signatures[0]?.sig ?? new Uint8Array();
}

describe("group 2: what a signature was made for, and by which key", () => {
  it.each(["git", "file", "countersign-login@v1", "countersign-policy@v1", "countersign-review@v2"])(
    "B15: what was signed for %s is no review",
    async (namespace) => {
      await made.refused(await made.signed(made.approval.payload, { namespace }), "attest.namespace");
    },
  );

  it("B15: what was signed for nothing in particular is no review", async () => {
    const nothing = replaced(ownSignature(), wire(REVIEW), wire(""));
    await made.refused(under(nothing), "attest.namespace");
  });

  it("B16: another type of payload or statement is refused, whoever signed it", async () => {
    const payloadType = "application/vnd.other+json";
    const sig = await (await made.stage.signer("dana")).sign(REVIEW, pae(payloadType, made.approval.payload));
    await made.refused({ ...under(sig), payloadType }, "attest.payload-type");
    await made.refused(await made.signed(made.spelled("Statement/v1", "Statement/v0.1")), "attest.statement-type");
  });

  it("B16: a statement of one kind is none of another", async () => {
    const other = await made.signed(made.spelled("/review/v1", "/review/v2"));
    expect(await made.forced(other)).toMatchObject(failed("attest.predicate-type"));
    expect(await submitted(made.stage, written(join(folder.path, "kind.json"), other))).toMatchObject({
      exit: 2,
      json: { decision: "error", code: "usage.kind" },
    });
    const [policy] = await made.forger.lines();
    const published = parseEnvelope(policy?.evidence ?? new Uint8Array());
    const unheard = text(new TextDecoder().decode(published.payload).replace("PT24H", "PT48H"));
    expect(await made.forced(await made.signed(unheard))).toMatchObject(failed("attest.predicate-type"));
    expect(await made.forced(await made.signed(unheard, { namespace: "countersign-policy@v1" }))).toMatchObject(
      failed("attest.namespace"),
    );
  });

  it("B16: a statement that is in the log already means nothing more under another kind", async () => {
    const [policy, baseline] = await made.forger.lines();
    for (const line of [policy, baseline])
      expect(await made.forced(line?.evidence ?? new Uint8Array())).toMatchObject({
        decision: "pending",
        code: "decision.missing",
        exit: 3,
      });
  });

  it("B16: a key is for one thing: the log's, a service's and a gate's review nothing", async () => {
    const service = (await loadMachineKey(join(made.stage.home, SERVICE_KEY))).seed;
    const log = parseSignerKey(nodeCrypto, await loadSignerKey(join(made.stage.home, LOG_KEY))).seed;
    for (const seed of [service, log, testKey("gate-1").seed]) {
      await made.refused(machineSigned(seed, made.approval.payload), "attest.sshsig-magic");
      const asPerson = signSshsig(nodeCrypto, { seed, namespace: REVIEW, message: message() });
      await made.refused(under(asPerson), "attest.key-unknown");
    }
  });

  it("B16: a gate and a person capture nothing", async () => {
    const [, , captured] = await made.forger.lines();
    const change = parseEnvelope(captured?.evidence ?? new Uint8Array());
    const again = Uint8Array.of(...change.payload, 0x20);
    expect(await made.forced(machineSigned(testKey("gate-1").seed, again), "change")).toMatchObject(
      failed("attest.key-use"),
    );
    expect(await made.forced(machineSigned(testKey("stranger").seed, again), "change")).toMatchObject(
      failed("attest.signature"),
    );
    expect(await made.forced(await made.signed(again), "change")).toMatchObject(failed("attest.signature-length"));
  });

  it.each<readonly [string, (blob: Uint8Array) => Uint8Array, string]>([
    ["sha256 as its hash", (blob) => replaced(blob, wire("sha512"), wire("sha256")), "attest.sshsig-hash"],
    ["version 2", (blob) => blob.with(9, 2), "attest.sshsig-version"],
    [
      "something in the reserved field",
      (blob) => replaced(blob, joined(wire(REVIEW), wire("")), joined(wire(REVIEW), wire("x"))),
      "attest.sshsig-reserved",
    ],
    ["a byte behind it", (blob) => joined(blob, [0]), "attest.sshsig-trailing"],
    [
      "armour",
      (blob) => text(`-----BEGIN SSH SIGNATURE-----\n${formatBase64(blob)}\n-----END SSH SIGNATURE-----\n`),
      "attest.sshsig-armor",
    ],
    ["an RSA key", (blob) => replaced(blob, wire("ssh-ed25519"), wire("ssh-rsa")), "attest.sshsig-length"],
    ["an RSA key of its own form", (blob) => keyReplaced(blob, "ssh-rsa"), "attest.sshsig-key-type"],
    ["a certificate", (blob) => keyReplaced(blob, "ssh-ed25519-cert-v01@openssh.com"), "attest.sshsig-key-type"],
    ["a length beyond its end", (blob) => blob.with(10, 0xff), "attest.sshsig-length"],
    ["half of it gone", (blob) => blob.slice(0, blob.length / 2), "attest.sshsig-length"],
  ])("B17: a signature with %s is refused", async (_, broken, code) => {
    await made.refused(under(broken(ownSignature())), code);
  });

  it("B18: the keyid is a hint that nobody follows", async () => {
    expect(await made.forced(under(ownSignature(), "nils"))).toEqual(allowed());
    const nils = (await made.signed(made.approval.payload, { person: "nils" })).signatures[0]?.sig ?? new Uint8Array();
    await made.refused(under(nils, "dana"), "statement.person");
    const stranger = signSshsig(nodeCrypto, { seed: testKey("stranger").seed, namespace: REVIEW, message: message() });
    await made.refused(under(stranger, "dana"), "attest.key-unknown");
  });

  it("B18: a review has one signature, not none and not two", async () => {
    const [own] = made.approval.signatures;
    const [nils] = (await made.signed(made.approval.payload, { person: "nils" })).signatures;
    if (own === undefined || nils === undefined) throw new Error("nobody signed");
    for (const signatures of [
      [own, own],
      [own, nils],
    ])
      await made.refused({ ...made.approval, signatures }, "attest.signature-count");
    const printed = new TextDecoder().decode(formatEnvelope(made.approval));
    await made.refused(text(printed.replace(/\[.*\]/, "[]")), "attest.signature-count");
  });
});

describe("group 2: what devices sign", () => {
  it.each([
    ["0x00", 0x00, "attest.user-presence"],
    ["0x04", 0x04, "attest.user-presence"],
    ["0x01", 0x01, "attest.user-verification"],
  ])("B20: a security key with flags %s does not count, nor does a passkey", async (_, flags, code) => {
    expect(await made.forced(under(securityKey({})))).toEqual(allowed());
    await made.refused(under(securityKey({ flags })), code);
    expect(await made.forced(under(passkey({})))).toEqual(allowed());
    await made.refused(under(passkey({ flags })), code);
  });

  it.each<readonly [string, Passkey, string]>([
    ["on a page that only begins alike", on(`${ORIGIN}.evil`), "attest.webauthn-origin"],
    ["without encryption", on(ORIGIN.replace("https", "http")), "attest.webauthn-origin"],
    ["on another port", on(`${ORIGIN}:8443`), "attest.webauthn-origin"],
    ["in a frame of another page", { edit: ["false", "true"] }, "attest.webauthn-cross-origin"],
    ["below another page", { edit: ["false}", `false,"topOrigin":"${ORIGIN}"}`] }, "attest.webauthn-top-origin"],
    ["when it was registered", { edit: ["webauthn.get", "webauthn.create"] }, "attest.webauthn-type"],
    ["for another RP id", { application: "oracle.example" }, "attest.key-unknown"],
    ["for another challenge", { edit: ['"challenge":"', '"challenge":"AAAA'] }, "attest.webauthn-challenge"],
    ["with attested data", { flags: 0x45 }, "attest.webauthn-attested-data"],
    ["with an unknown extension", { flags: 0x85, extensions: Uint8Array.of(0xa0) }, "attest.webauthn-extension"],
    ["with a second origin", { edit: ["false}", `false,"origin":"${ORIGIN}"}`] }, "attest.webauthn-duplicate-member"],
    [
      "with its members in another order",
      { edit: ['"crossOrigin"', '"x":"y","crossOrigin"'] },
      "attest.webauthn-member-order",
    ],
  ])("B21: a passkey that signed %s does not count", async (_, broken, code) => {
    await made.refused(under(passkey(broken)), code);
  });

  it("A9 B22: a signature that was respelled without the key is no second vote", async () => {
    const { signature, ...rest } = parseSshsig(passkey({}));
    const s = BigInt(`0x${Buffer.from(signature.signature.subarray(32)).toString("hex")}`);
    const other = Buffer.from((ORDER - s).toString(16).padStart(64, "0"), "hex");
    const respelled = { ...signature, signature: joined(signature.signature.subarray(0, 32), other) };
    const [first, second] = [passkey({}), formatSshsig({ ...rest, signature: respelled })].map((sig) => under(sig));
    if (first === undefined || second === undefined) throw new Error("nobody signed");
    const lines = await made.forger.lines();
    const both = [...lines, forgedLine("review", first), forgedLine("review", second)];
    const withdrawn = made.withMembers({ decision: "revoke", id: "00000000-0000-4000-8000-000000000009" });
    const revocation = forgedLine("review", await made.signed(withdrawn));
    expect(await made.forger.ask(made.head, both)).toEqual(allowed());
    expect(
      await made.forger.ask(made.head, [
        ...lines,
        forgedLine("review", first),
        revocation,
        forgedLine("review", second),
      ]),
    ).toMatchObject({ decision: "deny", code: "decision.revoked", exit: 7 });
  });

  it("B22: S + L is no signature, and a key that others can sign for is nobody's", async () => {
    const { signature, ...rest } = parseSshsig(ownSignature());
    const L = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(signature.signature.subarray(32).toReversed()).toString("hex")}`) + L;
    const more = Buffer.from(s.toString(16).padStart(64, "0"), "hex").toReversed();
    const respelled = { ...signature, signature: joined(signature.signature.subarray(0, 32), more) };
    await made.refused(under(formatSshsig({ ...rest, signature: respelled })), "attest.signature");
    const weak = keyPoint(ownSignature(), Uint8Array.of(1, ...new Uint8Array(31)));
    await made.refused(under(weak), "attest.weak-key");
  });
});

type Device = { readonly flags?: number; readonly application?: string };
type Passkey = Device & {
  readonly origin?: string;
  readonly extensions?: Uint8Array;
  readonly edit?: readonly [string, string];
};

/** On another page, which the browser says truly. */
function on(origin: string): Passkey {
  return { origin, edit: [ORIGIN, origin] };
}

/** A P-256 key, its public point uncompressed. */
function device() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, point: new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(26)) };
}

function deviceOf(application: string): ReturnType<typeof device> {
  return application === "ssh:" ? TOKEN : PASSKEY;
}

function keyFor(application: string): PublicKey {
  return { type: "sk-ecdsa-sha2-nistp256@openssh.com", point: deviceOf(application).point, application };
}

/** What a browser hands over, signed as it stands. */
function passkey({ flags = 0x05, application = RP_ID, origin = ORIGIN, extensions = new Uint8Array(), edit }: Passkey) {
  const challenge = formatBase64Url(signedData(nodeCrypto, REVIEW, message()));
  const printed = JSON.stringify({ type: "webauthn.get", challenge, origin: ORIGIN, crossOrigin: false });
  const clientData = text(edit === undefined ? printed : printed.replace(...edit));
  const head = joined(sha256(text(application)), [flags, 0, 0, 0, 7], extensions);
  const type = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com";
  const signature = es256(PASSKEY, joined(head, sha256(clientData)));
  return blob(application, { type, signature, flags, counter: 7, origin, clientData, extensions });
}

/** What `ssh-keygen` makes with a security key. */
function securityKey({ flags = 0x05, application = "ssh:" }: Device): Uint8Array {
  const data = signedData(nodeCrypto, REVIEW, message());
  const signature = es256(TOKEN, joined(sha256(text(application)), [flags, 0, 0, 0, 7], sha256(data)));
  return blob(application, { type: "sk-ecdsa-sha2-nistp256@openssh.com", signature, flags, counter: 7 });
}

function blob(application: string, signature: Signature): Uint8Array {
  return formatSshsig({ publicKey: keyFor(application), namespace: REVIEW, signature });
}

function es256({ privateKey }: ReturnType<typeof device>, data: Uint8Array): Uint8Array {
  return new Uint8Array(sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }));
}

function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(data).digest());
}

function machineSigned(seed: Uint8Array, payload: Uint8Array): Envelope {
  return signEnvelope(nodeCrypto, { seed, keyid: "service-1", payloadType: made.approval.payloadType, payload });
}

/** A string as SSH writes it. */
function wire(value: string | Uint8Array): Uint8Array {
  const bytes = typeof value === "string" ? text(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return joined(length, bytes);
}

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The first place of some bytes replaced; bytes that are not there are an error of the test. */
function replaced(bytes: Uint8Array, part: Uint8Array, replacement: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(part);
  if (at === -1) throw new Error("the signature has no such part");
  return joined(bytes.subarray(0, at), replacement, bytes.subarray(at + part.length));
}

/** The blob with a key of another type and no more in it. */
function keyReplaced(bytes: Uint8Array, type: string): Uint8Array {
  const key = joined(wire("ssh-ed25519"), wire(bytes.subarray(33, 65)));
  return replaced(bytes, wire(key), wire(joined(wire(type), wire(bytes.subarray(33, 65)))));
}

/** The blob with another point in its key. */
function keyPoint(bytes: Uint8Array, other: Uint8Array): Uint8Array {
  return joined(bytes.subarray(0, 33), other, bytes.subarray(65));
}
