import { canonicalText } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { parseChange } from "../change/record.ts";
import { checkPacket, formatPacket, packetDigest, parsePacket } from "./packet.ts";

const digits = (digit: string, length = 40) => digit.repeat(length);
const entry = (path: JsonValue): JsonValue => [
  path,
  "100644",
  "100644",
  digits("5"),
  digits("6"),
  digits("7", 64),
  digits("8", 64),
];
const odd = { base64: "dmVuZG9yL/8=" };
const change: JsonObject = {
  change: digits("a", 64),
  repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
  ref: "refs/heads/main",
  base: { gitCommit: digits("1"), gitTree: digits("2") },
  head: { gitCommit: digits("3") },
  result: { gitTree: digits("4") },
  changeDigest: `cs-diff-v1:${digits("b", 64)}`,
  objectFormat: "sha1",
  entries: [entry("ranker/score.py"), entry(odd)],
  excluded: 1,
  commits: 2,
  contributors: [{ name: "Olga", email: "olga@acme.example", as: ["olga"] }],
  pushers: [],
  previous: [],
  claim: { title: "Tune", text: "" },
  policy: { version: 1, sha256: digits("c", 64) },
};
const finding: JsonObject = {
  class: "weight",
  code: "weight.changed",
  risk: "R3",
  roles: ["oracle"],
  title: "watch_time 0.30 → 0.03",
  at: [
    { path: "ranker/score.py", side: "result", from: 12, to: 12 },
    { path: odd, side: "base", from: 0, to: 0 },
  ],
  before: "0.30",
  after: "0.03",
  evidence: { key: "watch_time", ratio: "0.1" },
  ask: "Why a tenth?",
  detector: "weight",
};
const covered = (path: JsonValue, analysed: string): JsonValue => ({ path, analysed, bytes: 100, lines: 10 });
const packet: JsonObject = {
  change,
  findings: [finding],
  ledgers: { parameters: [{ key: "watch_time", before: "0.30", after: "0.03" }, null, 1] },
  coverage: [covered("ranker/score.py", "syntax"), covered(odd, "none")],
  detectors: { version: "1.0.0", sha256: digits("d", 64) },
  roles: { oracle: { organisation: "oracle", people: ["dana"], requirements: ["algorithm"] } },
};
const bytesOf = (value: JsonValue) => text(canonicalText(value));
const digestOf = (value: JsonValue) => packetDigest(nodeCrypto, bytesOf(value));
const recordOf = (shown: JsonValue, recorded: JsonObject = change) =>
  parseChange({ ...recorded, packet: { sha256: digestOf(shown), renderer: "countersign/0.1.0" } });
const code = (value: string) => expect.objectContaining({ code: value });

describe("a packet", () => {
  it("is written back as it was read, byte for byte", () => {
    expect(formatPacket(parsePacket(bytesOf(packet)))).toEqual(bytesOf(packet));
    const { before: _, after: __, ask: ___, ...plain } = finding;
    const bare = { ...packet, findings: [plain], ledgers: {}, roles: {} };
    expect(formatPacket(parsePacket(bytesOf(bare)))).toEqual(bytesOf(bare));
  });

  it("has the SHA-256 of its bytes as its digest", () => {
    expect(packetDigest(nodeCrypto, text("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  const wrong: readonly (readonly [string, JsonValue])[] = [
    ["findings", {}],
    ["findings", [{ ...finding, risk: "R5" }]],
    ["findings", [{ ...finding, class: "Weight" }]],
    ["findings", [{ ...finding, code: "" }]],
    ["findings", [{ ...finding, roles: ["oracle", "oracle"] }]],
    ["findings", [{ ...finding, title: "" }]],
    ["findings", [{ ...finding, at: [{ path: "a", side: "head", from: 1, to: 1 }] }]],
    ["findings", [{ ...finding, at: [{ path: "a", side: "base", from: 2, to: 1 }] }]],
    ["findings", [{ ...finding, evidence: { ratio: 1 } }]],
    ["findings", [{ ...finding, detector: "" }]],
    ["ledgers", []],
    ["ledgers", { parameters: {} }],
    ["coverage", []],
    ["coverage", [covered("ranker/score.py", "syntax")]],
    ["coverage", [covered(odd, "none"), covered("ranker/score.py", "syntax")]],
    ["coverage", [covered("ranker/score.py", "syntax"), covered("vendor/x", "none")]],
    ["coverage", [covered("ranker/score.py", "syntax"), covered(odd, "some")]],
    ["detectors", { version: "1.0.0" }],
    ["roles", { oracle: ["dana"] }],
    ["roles", { oracle: { organisation: "oracle", people: [1], requirements: [] } }],
  ];

  it.each(wrong)("is refused by the code of its field: %s is %j", (name, value) => {
    expect(() => parsePacket(bytesOf({ ...packet, [name]: value }))).toThrow(code(`packet.${name}`));
  });

  it.each([
    ["an unknown field", { ...packet, html: "" }, "packet.unknown-field"],
    ["an unknown field of a finding", { ...packet, findings: [{ ...finding, severity: 1 }] }, "packet.unknown-field"],
    ["the packet of a record inside", { ...packet, change: { ...change, packet: {} } }, "statement.unknown-field"],
    ["a change that is none", { ...packet, change: { ...change, ref: "main" } }, "statement.ref"],
  ])("is refused with %s", (_what, value, expected) => {
    expect(() => parsePacket(bytesOf(value))).toThrow(code(expected));
  });

  it.each(Object.keys(packet))("is refused without %s", (name) => {
    const { [name]: _, ...rest } = packet;
    expect(() => parsePacket(bytesOf(rest))).toThrow(code("packet.missing-field"));
  });

  it("J1 is refused in another spelling", () => {
    expect(() => parsePacket(text(JSON.stringify(packet)))).toThrow(code("packet.json-not-canonical"));
    expect(() => parsePacket(text(`${canonicalText(packet)}\n`))).toThrow(code("packet.json-not-canonical"));
    expect(() => parsePacket(text("[".repeat(10_000)))).toThrow(code("packet.json-depth"));
  });
});

describe("D18 the packet of a change record", () => {
  it("is the one whose digest it names", () => {
    expect(formatPacket(checkPacket(nodeCrypto, bytesOf(packet), recordOf(packet)))).toEqual(bytesOf(packet));
  });

  it("is not another one, even about the same change", () => {
    const other = bytesOf({ ...packet, findings: [] });
    expect(() => checkPacket(nodeCrypto, other, recordOf(packet))).toThrow(code("packet.digest"));
  });

  it("leaves no entry out and adds none", () => {
    const [first, second] = [entry("ranker/score.py"), entry(odd)];
    const shorter = {
      ...packet,
      change: { ...change, entries: [first] },
      coverage: [covered("ranker/score.py", "syntax")],
    };
    expect(() => checkPacket(nodeCrypto, bytesOf(shorter), recordOf(shorter))).toThrow(code("packet.entries"));
    const record = recordOf(packet, { ...change, entries: [second] });
    expect(() => checkPacket(nodeCrypto, bytesOf(packet), record)).toThrow(code("packet.entries"));
  });

  it.each([
    ["change", digits("0", 64)],
    ["base", { gitCommit: digits("9"), gitTree: digits("2") }],
    ["ref", "refs/heads/other"],
    ["contributors", []],
    ["excluded", 0],
    ["proposal", "acme/feed#1"],
    ["claim", { title: "Harmless", text: "" }],
    ["policy", { version: 2, sha256: digits("c", 64) }],
  ])("is of no other change: %s", (name, value) => {
    const record = recordOf(packet, { ...change, [name]: value });
    expect(() => checkPacket(nodeCrypto, bytesOf(packet), record)).toThrow(code("packet.change"));
  });
});
