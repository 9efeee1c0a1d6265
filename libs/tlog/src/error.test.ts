import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LOG_CODES, LogError } from "./error.ts";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((file) => file !== "error.ts" && file !== "error.test.ts");
const source = (wanted: (file: string) => boolean) =>
  files
    .filter(wanted)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
const tests = source((file) => file.endsWith(".test.ts"));
const code = source((file) => !file.endsWith(".test.ts"));

describe("a code", () => {
  it.each(LOG_CODES)("%s is thrown somewhere, and a test asserts it", (name) => {
    expect(new RegExp(`LogError\\(\\s*"${name}"`).test(code)).toBe(true);
    expect(tests.includes(`"${name}"`)).toBe(true);
  });

  it("stands once in the list, in order", () => {
    expect([...LOG_CODES]).toEqual([...new Set(LOG_CODES)].toSorted());
  });

  it("is in the message of its error", () => {
    const error = new LogError("log.root", "two roots");
    expect([error.name, error.code, error.detail, error.message]).toEqual([
      "LogError",
      "log.root",
      "two roots",
      "log.root: two roots",
    ]);
  });
});

describe("the package", () => {
  it("imports nothing but itself, and uses no clock, randomness, network or environment", () => {
    const own = source((file) => !file.endsWith(".test.ts") && file !== "test-log.testing.ts");
    const imports = [...own.matchAll(/from "([^"]+)"/g)].map(([, from]) => from);
    expect(imports.filter((from) => from?.startsWith("./") !== true)).toEqual([]);
    expect(own).not.toMatch(
      /\b(Buffer|process|fetch|require|import\()\b|Date\.|Math\.random|performance|crypto\.(?!sha256|verifyEd25519|signEd25519|ed25519PublicKey|ts)/,
    );
  });
});
