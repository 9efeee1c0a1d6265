import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { generateSshKey } from "./generate-ssh-key.ts";

describe("a generated SSH key", () => {
  it("is a pair that ssh-keygen reads as its own", async () => {
    using temp = tempFolder();
    const file = join(temp.path, "id");
    const line = await generateSshKey({ file, comment: "dana@oracle" });
    expect([statSync(file).mode & 0o777, statSync(`${file}.pub`).mode & 0o777]).toEqual([0o600, 0o644]);
    expect(readFileSync(`${file}.pub`, "utf8")).toBe(`${line}\n`);
    expect(line).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43} dana@oracle$/);
    expect(execFileSync("ssh-keygen", ["-y", "-P", "", "-f", file], { encoding: "utf8" })).toBe(`${line}\n`);
  });

  it("signs what ssh-keygen verifies", async () => {
    using temp = tempFolder();
    const file = join(temp.path, "id");
    const line = await generateSshKey({ file, comment: "" });
    const signature = execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", "test", "-f", file], {
      input: text("hello"),
      stdio: "pipe",
    });
    writeFileSync(join(temp.path, "sig"), signature);
    writeFileSync(join(temp.path, "allowed"), `dana ${line}\n`);
    const verify = [
      "-Y",
      "verify",
      "-f",
      join(temp.path, "allowed"),
      "-I",
      "dana",
      "-n",
      "test",
      "-s",
      join(temp.path, "sig"),
    ];
    expect(execFileSync("ssh-keygen", verify, { input: text("hello"), encoding: "utf8" })).toContain("Good");
  });

  it.each(["id", "id.pub"])("does not replace %s", async (name) => {
    using temp = tempFolder();
    writeFileSync(join(temp.path, name), "precious");
    const making = generateSshKey({ file: join(temp.path, "id"), comment: "" });
    await expect(making).rejects.toMatchObject({ code: "keys.exists" });
    expect(readdirSync(temp.path)).toEqual([name]);
    expect(readFileSync(join(temp.path, name), "utf8")).toBe("precious");
  });

  it.each(["dana\nssh-ed25519 AAAA", "dana\r", "\u0000", "\u009b", "\ud800"])("takes no note %j", async (comment) => {
    using temp = tempFolder();
    const making = generateSshKey({ file: join(temp.path, "id"), comment });
    await expect(making).rejects.toMatchObject({ code: "keys.comment" });
    expect(readdirSync(temp.path)).toEqual([]);
  });
});
