import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder, testKey, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { formatPrivateKey, parsePrivateKey } from "../ssh/private-key.ts";
import { fingerprint, formatPublicKey, parsePublicKey } from "../ssh/public-key.ts";
import { formatArmor, formatSshsig, parseArmor, parseSshsig } from "./blob.ts";
import { signSshsig } from "./sign.ts";
import { verifySshsig } from "./verify.ts";

const present = spawnSync("ssh-keygen", ["-?"]).error === undefined;
const namespace = "countersign-review@v1";
const message = text("what dana approves\n");

function keygen(args: readonly string[], input: Uint8Array = new Uint8Array()): string {
  const { status, stdout, stderr } = spawnSync("ssh-keygen", args, { input, encoding: "utf8" });
  if (status !== 0) throw new Error(`ssh-keygen ${args.join(" ")}: ${stderr}${stdout}`);
  return stdout;
}

describe.skipIf(!present)("ssh-keygen (skipped: not installed)", () => {
  it("verifies what we sign, and not for another purpose", () => {
    using folder = tempFolder();
    const { seed, publicKey } = testKey("dana");
    const signature = join(folder.path, "m.sig");
    const signers = join(folder.path, "signers");
    writeFileSync(signature, formatArmor(signSshsig(nodeCrypto, { seed, namespace, message })));
    writeFileSync(signers, `dana ${formatPublicKey({ type: "ssh-ed25519", point: publicKey })}\n`);
    const verify = (purpose: string) =>
      keygen(["-Y", "verify", "-f", signers, "-I", "dana", "-n", purpose, "-s", signature], message);
    expect(verify(namespace)).toContain("Good");
    expect(() => verify("countersign-policy@v1")).toThrow();
  });

  it("signs what we verify, byte for byte as we do", () => {
    using folder = tempFolder();
    const key = join(folder.path, "key");
    keygen(["-q", "-t", "ed25519", "-N", "", "-C", "dana at work", "-f", key]);
    const pair = parsePrivateKey(nodeCrypto, readFileSync(key, "utf8"));
    expect(pair.comment).toBe("dana at work");
    const file = join(folder.path, "message");
    writeFileSync(file, message);
    keygen(["-q", "-Y", "sign", "-f", key, "-n", namespace, file]);

    const armored = readFileSync(`${file}.sig`, "utf8");
    const signature = parseArmor(armored);
    const trusted = [{ key: parsePublicKey(readFileSync(`${key}.pub`, "utf8").trimEnd()), origins: [] }];
    const verified = verifySshsig(nodeCrypto, { signature, message, namespace, trusted });
    expect(keygen(["-l", "-f", `${key}.pub`])).toContain(` ${verified.fingerprint} `);
    expect(formatArmor(signSshsig(nodeCrypto, { seed: pair.seed, namespace, message }))).toBe(armored);
    expect(formatArmor(formatSshsig(parseSshsig(signature)))).toBe(armored);
  });

  it("reads the private keys that we write", () => {
    using folder = tempFolder();
    const { seed, publicKey } = testKey("throw-away");
    const file = join(folder.path, "key");
    const comments = ["", "a", "seven77", "eight888", "dana at work"];
    for (const comment of comments) {
      writeFileSync(file, formatPrivateKey(nodeCrypto, { seed, comment, checkInt: 1 }), { mode: 0o600 });
      const expected = formatPublicKey({ type: "ssh-ed25519", point: publicKey }, comment);
      expect(keygen(["-y", "-f", file]).trimEnd()).toBe(expected);
    }
  });

  it("writes keys with a passphrase, which are refused by name", () => {
    using folder = tempFolder();
    const key = join(folder.path, "key");
    keygen(["-q", "-t", "ed25519", "-N", "passphrase", "-f", key]);
    expect(() => parsePrivateKey(nodeCrypto, readFileSync(key, "utf8"))).toThrow(
      expect.objectContaining({ code: "attest.key-encrypted" }),
    );
  });

  it("writes keys of other types, which are refused by name", () => {
    using folder = tempFolder();
    const key = join(folder.path, "key");
    keygen(["-q", "-t", "ecdsa", "-N", "", "-f", key]);
    expect(() => parsePrivateKey(nodeCrypto, readFileSync(key, "utf8"))).toThrow(
      expect.objectContaining({ code: "attest.private-key-type" }),
    );
    expect(() => parsePublicKey(readFileSync(`${key}.pub`, "utf8").trimEnd())).toThrow(
      expect.objectContaining({ code: "attest.sshsig-key-type" }),
    );
  });

  it("prints the fingerprint that we compute", () => {
    using folder = tempFolder();
    const key = { type: "ssh-ed25519", point: testKey("dana").publicKey } as const;
    const file = join(folder.path, "key.pub");
    writeFileSync(file, `${formatPublicKey(key)}\n`);
    expect(keygen(["-l", "-f", file]).split(" ")[1]).toBe(fingerprint(nodeCrypto, key));
  });
});
