import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMachineKey } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { hex, tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { formatMachineSeed, generateMachineKey, loadMachineKey, parseMachineSeed } from "./machine-key.ts";

/** The first key of RFC 8032 §7.1. */
const RFC_8032 = "ed25519-seed:nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\n";

describe("a machine key", () => {
  it("is kept in one file of one line that only its owner may read, and loads as it was", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "service.key");
    const made = await generateMachineKey(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8")).toMatch(/^ed25519-seed:[A-Za-z0-9+/]{43}=\n$/);
    const loaded = await loadMachineKey(path);
    expect(loaded).toEqual(made);
    expect(parseMachineKey(loaded.text)).toEqual(loaded.publicKey);
    const signature = nodeCrypto.signEd25519(loaded.seed, text("hello"));
    expect(nodeCrypto.verifyEd25519(loaded.publicKey, text("hello"), signature)).toBe(true);
  });

  it("has the public half that RFC 8032 gives", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "key");
    writeFileSync(path, RFC_8032, { mode: 0o600 });
    const key = await loadMachineKey(path);
    expect(hex(key.publicKey)).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    expect(key.text).toBe("ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    expect(formatMachineSeed(key.seed)).toBe(RFC_8032);
  });

  it.each([
    "",
    RFC_8032.trimEnd(),
    `${RFC_8032}\n`,
    RFC_8032.replace("=", ""),
    RFC_8032.replace("2A=", "2B="),
    RFC_8032.replace("/", "_"),
    RFC_8032.replace("nWGx", ""),
    RFC_8032.replace("ed25519-seed:", "ed25519:"),
    RFC_8032.replace("ed25519-seed:", "ED25519-SEED:"),
  ])("is not read from %j", async (content) => {
    using temp = tempFolder();
    const path = join(temp.path, "key");
    writeFileSync(path, content, { mode: 0o600 });
    expect(parseMachineSeed(content)).toBeUndefined();
    const loading = loadMachineKey(path);
    await expect(loading).rejects.toMatchObject({ code: "keys.format" });
    await expect(loading).rejects.not.toMatchObject({ detail: expect.stringContaining("nWGx") });
  });

  it("is refused when others can read it, is missing, or would be replaced", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "key");
    await expect(loadMachineKey(path)).rejects.toMatchObject({ code: "keys.missing" });
    const { text: first } = await generateMachineKey(path);
    await expect(generateMachineKey(path)).rejects.toMatchObject({ code: "keys.exists" });
    expect((await loadMachineKey(path)).text).toBe(first);
    chmodSync(path, 0o640);
    await expect(loadMachineKey(path)).rejects.toMatchObject({ code: "keys.permissions" });
  });
});
