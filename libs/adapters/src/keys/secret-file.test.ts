import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { readSecret, refuseShared, writePublic, writeSecret } from "./secret-file.ts";

describe("a secret file", () => {
  it("is readable by its owner alone", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "home", "key");
    await writeSecret(path, "secret\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await readSecret(path)).toBe("secret\n");
  });

  it("is never replaced, nor is a public one", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "key");
    await writeSecret(path, "secret\n");
    await expect(writeSecret(path, "other\n")).rejects.toMatchObject({ code: "keys.exists" });
    await expect(writePublic(path, "other\n")).rejects.toMatchObject({ code: "keys.exists" });
    expect(readFileSync(path, "utf8")).toBe("secret\n");
  });

  it.each(["640", "604", "620", "601", "644"])("is refused with mode %s", async (octal) => {
    using temp = tempFolder();
    const path = join(temp.path, "key");
    writeFileSync(path, "secret\n");
    chmodSync(path, Number.parseInt(octal, 8));
    await expect(readSecret(path)).rejects.toMatchObject({
      code: "keys.permissions",
      detail: expect.stringContaining(`chmod 600 ${path}`),
    });
    chmodSync(path, 0o400);
    expect(await readSecret(path)).toBe("secret\n");
  });

  it("of another owner may be read by our group, and never by everybody", () => {
    const uid = (process.geteuid?.() ?? 0) + 1;
    expect(() => refuseShared("key", { mode: 0o100440, uid })).not.toThrow();
    const everybody = () => refuseShared("key", { mode: 0o100444, uid });
    expect(everybody).toThrow(expect.objectContaining({ code: "keys.permissions" }));
  });

  it("that is missing, no text, or no file is told apart", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "key");
    await expect(readSecret(path)).rejects.toMatchObject({ code: "keys.missing" });
    writeFileSync(path, Uint8Array.of(0xff, 0xfe), { mode: 0o600 });
    await expect(readSecret(path)).rejects.toMatchObject({ code: "keys.format" });
    writeFileSync(path, "x".repeat(100_000));
    await expect(readSecret(path)).rejects.toMatchObject({ code: "keys.format" });
    mkdirSync(join(temp.path, "folder"));
    symlinkSync("/dev/zero", join(temp.path, "endless"));
    for (const name of ["folder", "endless"]) {
      await expect(readSecret(join(temp.path, name))).rejects.toMatchObject({ code: "usage.not-a-file" });
    }
  });
});
