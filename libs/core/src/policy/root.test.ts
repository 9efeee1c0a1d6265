import { nodeCrypto } from "@countersign/crypto/node";
import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { policyVersion } from "./digest.ts";
import { examplePolicy, exampleWith, logKeyText, witnessKeyText } from "./example.testing.ts";
import { formatRoot, parseRoot, pins, rootOf } from "./root.ts";

const one = policyVersion(nodeCrypto, examplePolicy());
const bytes = formatRoot(rootOf(one));
const spelled = new TextDecoder().decode(bytes);

describe("a root", () => {
  it("is canonical JSON and a newline", () => {
    expect(spelled).toBe(
      `{"log":{"key":"${logKeyText("log")}","origin":"log.acme.example/feed"},"policySha256":"${one.sha256}",` +
        `"quorum":{"all":["oracle-w"]},"witnesses":[{"key":"${witnessKeyText("oracle-w")}","name":"oracle-w",` +
        `"organisation":"oracle","url":"https://witness.oracle.example"}]}\n`,
    );
  });

  it("reads back as it was", () => {
    expect(parseRoot(bytes)).toEqual(rootOf(one));
    expect(formatRoot(parseRoot(bytes))).toEqual(bytes);
  });

  it.each([
    ["no newline", spelled.slice(0, -1)],
    ["two newlines", `${spelled}\n`],
    ["a blank", spelled.replace("{", "{ ")],
    ["another order", spelled.replace(/^\{("log":\{[^}]*\}),("policySha256":"[^"]*")/, "{$2,$1")],
    ["an unknown field", spelled.replace("{", '{"aa":1,')],
    ["a missing field", spelled.replace(/"policySha256":"[^"]*",/, "")],
    ["a short digest", spelled.replace(one.sha256, one.sha256.slice(2))],
    ["a key of another form", spelled.replace(logKeyText("log"), "x")],
    ["nothing", ""],
  ])("with %s is refused", (_what, changed) => {
    expect(changed).not.toBe(spelled);
    expect(() => parseRoot(text(changed))).toThrow("policy.root-form");
  });

  it("that is refused says what is wrong with it", () => {
    const without = spelled.replace(/"policySha256":"[^"]*",/, "");
    expect(() => parseRoot(text(without))).toThrow("policy.missing-field");
    expect(() => parseRoot(text(spelled.replace("{", "{ ")))).toThrow("policy.");
  });

  it("is made from version 1 alone", () => {
    const two = policyVersion(nodeCrypto, examplePolicy({ version: 2 }));
    expect(() => rootOf(two)).toThrow("policy.root");
  });

  it("pins the log of its policy", () => {
    expect(pins(rootOf(one), one)).toBe(true);
    expect(pins(rootOf(one), policyVersion(nodeCrypto, exampleWith("log.key", logKeyText("other"))))).toBe(false);
  });
});
