import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArmor, parsePublicKey, verifySshsig } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { generateSshKey } from "./generate-ssh-key.ts";
import type { Environment } from "./ssh-environment.ts";
import { sshSigner } from "./ssh-signer.ts";
import type { SshSigner } from "./ssh-signer.ts";

const NAMESPACE = "countersign-review@v1";
const MESSAGE = text("DSSEv1 the bytes of a decision\n\0\xff");
const PASSPHRASE = "correct horse";
const bare = { PATH: process.env["PATH"] };

/** A key made by ssh-keygen; answers its path, and its `.pub` line without the note. */
function keygen(folder: string, name: string, passphrase = "", type = "ed25519"): { file: string; line: string } {
  const file = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "dana", "-f", file]);
  return { file, line: readFileSync(`${file}.pub`, "utf8").split(" ").slice(0, 2).join(" ") };
}

/** An environment in which a program, not a person, answers the question for the passphrase. */
function answering(folder: string, passphrase: string): Environment {
  const program = join(folder, "askpass");
  writeFileSync(program, `#!/bin/sh\necho '${passphrase}'\n`, { mode: 0o700 });
  return { ...bare, DISPLAY: ":0", SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: "force" };
}

/** A real agent, stopped when it goes out of scope. */
async function startAgent(folder: string): Promise<{ readonly environment: Environment } & AsyncDisposable> {
  const socket = join(folder, "agent");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  const ended = once(agent, "exit");
  while (!existsSync(socket)) await sleep(5);
  const stop = async () => {
    agent.kill();
    await ended;
  };
  return { environment: { ...bare, SSH_AUTH_SOCK: socket }, [Symbol.asyncDispose]: stop };
}

function sshAdd(environment: Environment, ...args: readonly string[]): void {
  execFileSync("ssh-add", ["-q", ...args], { env: environment, stdio: "pipe" });
}

/** Signs, and has both our verifier and ssh-keygen check the signature. */
async function expectGood(signer: SshSigner, line: string, folder: string): Promise<void> {
  expect(signer.publicKey).toBe(line);
  const signature = await signer.sign(NAMESPACE, MESSAGE);
  const trusted = [{ key: parsePublicKey(line), origins: [] }];
  expect(verifySshsig(nodeCrypto, { signature, message: MESSAGE, namespace: NAMESPACE, trusted }).kind).toBe("plain");
  const armored = [
    "-----BEGIN SSH SIGNATURE-----",
    Buffer.from(signature).toString("base64"),
    "-----END SSH SIGNATURE-----",
    "",
  ];
  writeFileSync(join(folder, "sig"), armored.join("\n"));
  writeFileSync(join(folder, "allowed"), `dana ${line}\n`);
  const verify = [
    "-Y",
    "verify",
    "-f",
    join(folder, "allowed"),
    "-I",
    "dana",
    "-n",
    NAMESPACE,
    "-s",
    join(folder, "sig"),
  ];
  expect(execFileSync("ssh-keygen", verify, { input: MESSAGE, encoding: "utf8" })).toContain("Good");
}

describe("signing with a plain key file", () => {
  it("needs no OpenSSH, and gives the very bytes of ssh-keygen", async () => {
    using temp = tempFolder();
    const { file, line } = keygen(temp.path, "id");
    const signer = await sshSigner({ file }, { PATH: "/nowhere" });
    await expectGood(signer, line, temp.path);
    const theirs = execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", NAMESPACE, "-f", file], {
      input: MESSAGE,
      stdio: "pipe",
    });
    expect(await signer.sign(NAMESPACE, MESSAGE)).toEqual(parseArmor(theirs.toString("utf8")));
  });

  it("works with a key that we made, by its .pub file too", async () => {
    using temp = tempFolder();
    const file = join(temp.path, "id");
    const line = (await generateSshKey({ file, comment: "dana" })).replace(" dana", "");
    await expectGood(await sshSigner({ file }, {}), line, temp.path);
    await expectGood(await sshSigner({ file: `${file}.pub` }, { PATH: "/nowhere" }), line, temp.path);
  });
});

describe("signing with a key that has a passphrase", () => {
  it("asks for it through SSH_ASKPASS, and leaves nothing behind", async () => {
    using temp = tempFolder();
    const { file, line } = keygen(temp.path, "id", PASSPHRASE);
    const environment = { ...answering(temp.path, PASSPHRASE), TMPDIR: join(temp.path, "temporary") };
    mkdirSync(environment.TMPDIR);
    await expectGood(await sshSigner({ file }, environment), line, temp.path);
    await expectGood(await sshSigner({ file: `${file}.pub` }, environment), line, temp.path);
    rmSync(`${file}.pub`);
    await expectGood(await sshSigner({ file }, environment), line, temp.path);
    expect(readdirSync(environment.TMPDIR)).toEqual([]);
  });

  it("is refused with a wrong one: keys.refused", async () => {
    using temp = tempFolder();
    const { file } = keygen(temp.path, "id", PASSPHRASE);
    const signer = await sshSigner({ file }, answering(temp.path, "wrong"));
    await expect(signer.sign(NAMESPACE, MESSAGE)).rejects.toMatchObject({
      code: "keys.refused",
      detail: expect.stringContaining("incorrect passphrase"),
    });
  });

  it("is refused where OpenSSH is not installed: keys.ssh-keygen", async () => {
    using temp = tempFolder();
    const { file } = keygen(temp.path, "id", PASSPHRASE);
    const signer = await sshSigner({ file }, { PATH: "/nowhere" });
    await expect(signer.sign(NAMESPACE, MESSAGE)).rejects.toMatchObject({ code: "keys.ssh-keygen" });
  });

  it("is refused when what comes back is by another key, or is no signature: keys.signature", async () => {
    using temp = tempFolder();
    const { file } = keygen(temp.path, "id", PASSPHRASE);
    const other = keygen(temp.path, "other").file;
    const real = execFileSync("sh", ["-c", "command -v ssh-keygen"], { encoding: "utf8" }).trim();
    const program = join(temp.path, "ssh-keygen");
    const environment = { PATH: `${temp.path}:${bare.PATH}` };
    for (const script of [`exec ${real} -Y sign -n ${NAMESPACE} -f ${other} "$7"`, 'echo hello > "$7.sig"']) {
      writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
      const signer = await sshSigner({ file }, environment);
      await expect(signer.sign(NAMESPACE, MESSAGE)).rejects.toMatchObject({ code: "keys.signature" });
    }
  });
});

describe("signing with an agent", () => {
  it("uses the key that it holds, named by a line or by a .pub file", async () => {
    using temp = tempFolder();
    await using agent = await startAgent(temp.path);
    const { file, line } = keygen(temp.path, "id");
    sshAdd(agent.environment, file);
    rmSync(file);
    const source = { agent: true, publicKey: `${line} a note` } as const;
    await expectGood(await sshSigner(source, agent.environment), line, temp.path);
    await expectGood(await sshSigner({ file: `${file}.pub` }, agent.environment), line, temp.path);
  });

  it("spares the question for the passphrase of a file", async () => {
    using temp = tempFolder();
    await using agent = await startAgent(temp.path);
    const { file, line } = keygen(temp.path, "id", PASSPHRASE);
    sshAdd({ ...answering(temp.path, PASSPHRASE), ...agent.environment }, file);
    await expectGood(await sshSigner({ file }, agent.environment), line, temp.path);
  });

  it("is refused when it does not hold the key, or is not there: keys.agent", async () => {
    using temp = tempFolder();
    const { file, line } = keygen(temp.path, "id");
    const source = { agent: true, publicKey: line } as const;
    await expect(sshSigner(source, bare)).rejects.toMatchObject({
      code: "keys.agent",
      detail: expect.stringContaining("no ssh-agent"),
    });
    await using agent = await startAgent(temp.path);
    await expect(sshSigner(source, agent.environment)).rejects.toMatchObject({
      code: "keys.agent",
      detail: expect.stringContaining("ssh-add"),
    });
    sshAdd(agent.environment, keygen(temp.path, "other").file);
    await expect(sshSigner(source, agent.environment)).rejects.toMatchObject({ code: "keys.agent" });
    rmSync(file);
    await expect(sshSigner({ file: `${file}.pub` }, agent.environment)).rejects.toMatchObject({ code: "keys.agent" });
  });

  it("is refused when the key was taken out meanwhile: keys.refused", async () => {
    using temp = tempFolder();
    await using agent = await startAgent(temp.path);
    const { file, line } = keygen(temp.path, "id");
    sshAdd(agent.environment, file);
    const signer = await sshSigner({ agent: true, publicKey: line }, agent.environment);
    sshAdd(agent.environment, "-D");
    await expect(signer.sign(NAMESPACE, MESSAGE)).rejects.toMatchObject({ code: "keys.refused" });
  });

  it("is refused where OpenSSH is not installed: keys.ssh-keygen", async () => {
    using temp = tempFolder();
    const { line } = keygen(temp.path, "id");
    const opening = sshSigner({ agent: true, publicKey: line }, { PATH: "/nowhere" });
    await expect(opening).rejects.toMatchObject({ code: "keys.ssh-keygen" });
  });
});

describe("a key to sign with", () => {
  it("must be there: keys.missing", async () => {
    using temp = tempFolder();
    await expect(sshSigner({ file: join(temp.path, "id") }, bare)).rejects.toMatchObject({ code: "keys.missing" });
  });

  it.each(["", PASSPHRASE])(
    "must not be readable by others, with the passphrase %j: keys.permissions",
    async (passphrase) => {
      using temp = tempFolder();
      const { file } = keygen(temp.path, "id", passphrase);
      chmodSync(file, 0o644);
      await expect(sshSigner({ file }, bare)).rejects.toMatchObject({ code: "keys.permissions" });
      await expect(sshSigner({ file: `${file}.pub` }, bare)).rejects.toMatchObject({ code: "keys.permissions" });
    },
  );

  it.each(["rsa", "ecdsa"])("must be of a type that policies accept, not %s: keys.format", async (type) => {
    using temp = tempFolder();
    const { file, line } = keygen(temp.path, "id", "", type);
    await expect(sshSigner({ file }, bare)).rejects.toMatchObject({ code: "keys.format" });
    await expect(sshSigner({ file: `${file}.pub` }, bare)).rejects.toMatchObject({ code: "keys.format" });
    await expect(sshSigner({ agent: true, publicKey: line }, bare)).rejects.toMatchObject({ code: "keys.format" });
  });

  it.each([
    ["nothing", () => ""],
    ["some text", () => "hello\n"],
    ["half a file", (key: string) => key.slice(0, 200)],
    ["no end", (key: string) => key.replace(/-----END.*\n/, "")],
    ["a changed line", (key: string) => key.replace(/\n.{20}/, `\n${"A".repeat(20)}`)],
    ["another armour", (key: string) => key.replaceAll("OPENSSH", "RSA")],
  ])("must be whole, and not %s: keys.format", async (_what, damage) => {
    using temp = tempFolder();
    for (const passphrase of ["", PASSPHRASE]) {
      const { file } = keygen(temp.path, `id${passphrase.length}`, passphrase);
      const damaged = join(temp.path, "damaged");
      writeFileSync(damaged, damage(readFileSync(file, "utf8")), { mode: 0o600 });
      await expect(sshSigner({ file: damaged }, bare)).rejects.toMatchObject({ code: "keys.format" });
    }
  });

  it("is not taken from beside a .pub file of another key", async () => {
    using temp = tempFolder();
    const { file } = keygen(temp.path, "id");
    const other = keygen(temp.path, "other");
    copyFileSync(`${other.file}.pub`, `${file}.pub`);
    await expect(sshSigner({ file: `${file}.pub` }, bare)).rejects.toMatchObject({ code: "keys.agent" });
  });
});
