import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { loadSignerKey, saveSignerKey } from "./signer-key.ts";

const KEY = "PRIVATE+KEY+log.example/feed+c74f20a3+AZ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";

describe("the key of a log", () => {
  it("is kept as text that only its owner may read", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "log.key");
    await saveSignerKey(path, KEY);
    expect([statSync(path).mode & 0o777, readFileSync(path, "utf8")]).toEqual([0o600, `${KEY}\n`]);
    expect(await loadSignerKey(path)).toBe(KEY);
    await expect(saveSignerKey(path, KEY.replace("feed", "food"))).rejects.toMatchObject({ code: "keys.exists" });
    chmodSync(path, 0o644);
    await expect(loadSignerKey(path)).rejects.toMatchObject({ code: "keys.permissions" });
  });

  it("may have been written without a newline", async () => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, "log.key"), KEY, { mode: 0o600 });
    expect(await loadSignerKey(join(temp.path, "log.key"))).toBe(KEY);
  });

  it.each([
    "",
    KEY.slice(8),
    KEY.toLowerCase(),
    `${KEY}\n`,
    KEY.replace("+c74f20a3", ""),
    KEY.replace("feed", "my feed"),
  ])("is not %j, which no message repeats", async (text) => {
    using temp = tempFolder();
    const path = join(temp.path, "log.key");
    const saving = saveSignerKey(path, text);
    await expect(saving).rejects.toMatchObject({ code: "keys.format" });
    await expect(saving).rejects.not.toMatchObject({ detail: expect.stringContaining("AZ1hs") });
    writeFileSync(path, `${text}\n`, { mode: 0o600 });
    await expect(loadSignerKey(path)).rejects.toMatchObject({ code: "keys.format" });
  });
});
