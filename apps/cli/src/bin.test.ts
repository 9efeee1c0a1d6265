import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../bin/countersign", import.meta.url));

describe("the command", () => {
  it.each(["NODE_OPTIONS", "OPENSSL_CONF"])("H10: is not ended early by %s", (name) => {
    using folder = tempFolder();
    const script = join(folder.path, "allow.cjs");
    writeFileSync(script, "process.exit(0);\n");
    const value = name === "NODE_OPTIONS" ? `--require ${script}` : join(folder.path, "nowhere.cnf");
    const env = { PATH: process.env["PATH"], HOME: folder.path, NODE_PATH: folder.path, [name]: value };
    const { status, stderr } = spawnSync(BIN, ["gate"], { env, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^usage\.missing: /) });
  });

  it("H10: takes no compiled code from where the caller says", () => {
    using folder = tempFolder();
    const env = { PATH: process.env["PATH"], NODE_COMPILE_CACHE: folder.path };
    expect(spawnSync(BIN, ["--version"], { env }).status).toBe(0);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("H10: counts no answer as given that was written nowhere", () => {
    const env = { PATH: process.env["PATH"] };
    const options = { env, encoding: "utf8" } as const;
    const closed = spawnSync("sh", ["-c", `${BIN} --version >&-`], options);
    expect(closed).toMatchObject({ status: 5, stderr: expect.stringMatching(/^files\.output: .+\n→ .+\n$/) });
    const errors = spawnSync("sh", ["-c", `${BIN} --version 2>&-`], options);
    expect(errors).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
