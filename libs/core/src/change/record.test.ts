import type { JsonObject, JsonValue } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { checkChange } from "./change-id.ts";
import { formatCapturedChange, formatChange, parseCapturedChange, parseChange } from "./record.ts";

const digits = (digit: string, length = 40) => digit.repeat(length);
const zeros = digits("0");
const edit: readonly JsonValue[] = [
  "ranker/score.py",
  "100644",
  "100644",
  digits("5"),
  digits("6"),
  digits("7", 64),
  digits("8", 64),
];
const gitlink: readonly JsonValue[] = [{ base64: "dmVuZG9yL/8=" }, "000000", "160000", zeros, digits("6"), "-", "-"];
const change: JsonObject = {
  change: "058b4b5c77a9474cdd3676afda5de9265d83f2c6a801df8ad5f1528e7838ad53",
  repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
  ref: "refs/heads/main",
  base: { gitCommit: digits("1"), gitTree: digits("2") },
  head: { gitCommit: digits("3") },
  result: { gitTree: digits("4") },
  changeDigest: "cs-diff-v1:f7bd74be68bd442ddbe74e428bb215cdb821fec07d19811a8172b13784e902ca",
  objectFormat: "sha1",
  entries: [edit, gitlink],
  excluded: 0,
  commits: 2,
  contributors: [
    { name: "", email: "", as: [] },
    { name: "Olga", email: "olga@acme.example", as: ["ola", "olga"] },
    { name: "Olga K.", email: "olga@acme.example", as: ["ola", "olga"] },
  ],
  pushers: ["github.com:1001"],
  proposal: "acme/feed#12",
  previous: [digits("a", 64)],
  claim: { title: "", text: "" },
  packet: { sha256: digits("d", 64), renderer: "countersign/0.1.0" },
  policy: { version: 1, sha256: digits("c", 64) },
};
const code = (value: string) => expect.objectContaining({ code: value });

describe("a change record", () => {
  it("prints what it was read from, with and without what is optional", () => {
    expect(formatChange(parseChange(change))).toEqual(change);
    const { proposal: _, ...bare } = change;
    expect(formatChange(parseChange(bare))).toEqual(bare);
    const { packet: __, ...captured } = change;
    expect(formatCapturedChange(parseCapturedChange(captured))).toEqual(captured);
  });

  it("holds what it says: entries give the digest, members give the change id", () => {
    expect(() => checkChange(nodeCrypto, parseChange(change))).not.toThrow();
  });

  it.each([
    ["entries", [edit], "statement.changeDigest"],
    ["changeDigest", `cs-diff-v1:${digits("0", 64)}`, "statement.changeDigest"],
    ["change", digits("0", 64), "statement.change"],
    ["base", { gitCommit: digits("1"), gitTree: digits("9") }, "statement.change"],
    ["head", { gitCommit: digits("9") }, "statement.change"],
    ["result", { gitTree: digits("9") }, "statement.change"],
    ["ref", "refs/heads/other", "statement.change"],
    ["repository", { id: "github:1", uri: "git+https://github.com/acme/feed" }, "statement.change"],
  ])("B13 contradicts itself with another %s", (name, value, expected) => {
    expect(() => checkChange(nodeCrypto, parseChange({ ...change, [name]: value }))).toThrow(code(expected));
  });

  it.each([
    ["change", digits("A", 64)],
    ["change", digits("a", 16)],
    ["repository", { id: "", uri: "x" }],
    ["repository", { id: "a b", uri: "x" }],
    ["repository", { id: "github:1" }],
    ["ref", "main"],
    ["ref", "refs/heads/a..b"],
    ["ref", "refs/heads/*"],
    ["base", { gitCommit: digits("1", 39), gitTree: digits("2") }],
    ["base", { gitCommit: digits("1"), gitTree: digits("2", 64) }],
    ["base", { gitCommit: digits("1") }],
    ["head", { gitCommit: digits("3", 64) }],
    ["head", { gitCommit: "HEAD" }],
    ["result", { gitTree: digits("4", 64) }],
    ["result", digits("4")],
    ["changeDigest", digits("a", 64)],
    ["objectFormat", "SHA1"],
    ["objectFormat", "md5"],
    ["excluded", "0"],
    ["commits", null],
    ["contributors", [{ name: "x", email: "x@y" }]],
    ["contributors", [{ name: "x", email: "x@y", as: ["b", "a"] }]],
    ["contributors", [{ name: "x", email: "x@y", as: ["a", "a"] }]],
    [
      "contributors",
      [
        { name: "x", email: "b", as: [] },
        { name: "x", email: "a", as: [] },
      ],
    ],
    [
      "contributors",
      [
        { name: "x", email: "a", as: [] },
        { name: "x", email: "a", as: [] },
      ],
    ],
    ["pushers", ["1001"]],
    ["pushers", ["github.com:1", "github.com:1"]],
    ["proposal", ""],
    ["previous", [digits("a", 16)]],
    ["claim", { title: "" }],
    ["packet", { sha256: digits("D", 64), renderer: "countersign/0.1.0" }],
    ["policy", { version: 0, sha256: digits("c", 64) }],
    ["policy", { version: 1, sha256: digits("c", 63) }],
  ])("is refused by the code of its field: %s is %j", (name, value) => {
    expect(() => parseChange({ ...change, [name]: value })).toThrow(code(`statement.${name}`));
  });

  it("is refused when all its ids are of another format than it says", () => {
    expect(() => parseChange({ ...change, objectFormat: "sha256" })).toThrow(code("statement.base"));
  });

  it.each(Object.keys(change).filter((name) => name !== "proposal"))("is refused without %s", (name) => {
    const { [name]: _, ...rest } = change;
    expect(() => parseChange(rest)).toThrow(code("statement.missing-field"));
  });

  it.each([
    { ...change, time: "2026-11-22T10:00:00Z" },
    { ...change, Ref: "refs/heads/main" },
    { ...change, head: { gitCommit: digits("3"), gitTree: digits("4") } },
    { ...change, policy: { version: 1, sha256: digits("c", 64), url: "x" } },
  ])("B19 is refused with a field that nobody knows", (value) => {
    expect(() => parseChange(value)).toThrow(code("statement.unknown-field"));
  });
});

describe("the entries of a change record", () => {
  const sha = digits("7", 64);
  type Side = readonly [mode: string, oid: string, sha256: string];
  const side: { readonly file: Side; readonly none: Side } = {
    file: ["100644", digits("5"), sha],
    none: ["000000", zeros, "-"],
  };
  const entry = (old: Side, now: Side): JsonValue => ["a", old[0], now[0], old[1], now[1], old[2], now[2]];
  const file = (...old: Side) => entry(old, ["100755", digits("6"), digits("8", 64)]);

  it("may be additions, deletions, links, changed modes and gitlinks", () => {
    const good = [
      entry(side.none, side.file),
      entry(side.file, side.none),
      entry(side.file, ["100755", digits("5"), sha]),
      entry(side.file, ["120000", digits("6"), sha]),
      entry(side.file, ["160000", digits("6"), "-"]),
    ];
    for (const one of good) expect(() => parseChange({ ...change, entries: [one] })).not.toThrow();
  });

  const bad: readonly (readonly [string, JsonValue])[] = [
    ["no entry at all", []],
    ["no list", {}],
    ["six members", [edit.slice(0, 6)]],
    ["eight members", [[...edit, "x"]]],
    ["an object", [{ path: "a" }]],
    ["a mode that git does not write", [file("100664", digits("5"), sha)]],
    ["the mode of a folder", [file("040000", digits("5"), sha)]],
    ["a mode as a number", [["a", 100644, ...edit.slice(2)]]],
    ["an absent side with an id", [file("000000", digits("5"), "-")]],
    ["a present side without an id", [file("100644", zeros, sha)]],
    ["an absent side with content", [file("000000", zeros, sha)]],
    ["a gitlink with content", [file("160000", digits("5"), sha)]],
    ["a gitlink without an id", [file("160000", zeros, "-")]],
    ["a file without content", [file("100644", digits("5"), "-")]],
    ["a SHA-256 in upper case", [file("100644", digits("5"), digits("A", 64))]],
    ["an abbreviated id", [file("100644", digits("5", 12), sha)]],
    ["an id of the other format", [file("100644", digits("5", 64), sha)]],
    ["a new id of the other format", [entry(side.file, ["100644", digits("6", 64), sha])]],
    ["equal sides", [file("100755", digits("6"), digits("8", 64))]],
    ["both sides absent", [["a", "000000", "000000", zeros, zeros, "-", "-"]]],
    ["an order that is not that of the path bytes", [gitlink, edit]],
    ["a path that is listed twice", [edit, ["ranker/score.py", ...gitlink.slice(1)]]],
  ];

  it.each(bad)("are refused for %s", (_what, entries) => {
    expect(() => parseChange({ ...change, entries })).toThrow(code("statement.entries"));
  });

  it("are refused for a path in another spelling", () => {
    const entries: JsonValue = [[{ base64: "YQ==" }, ...edit.slice(1)]];
    expect(() => parseChange({ ...change, entries })).toThrow(code("statement.path"));
  });

  it("are sorted by bytes, not by UTF-16", () => {
    const at = (path: string): JsonValue => [path, ...edit.slice(1)];
    const [low, high] = [at("\uffee"), at("\u{1f600}")];
    expect(() => parseChange({ ...change, entries: [low, high] })).not.toThrow();
    expect(() => parseChange({ ...change, entries: [high, low] })).toThrow(code("statement.entries"));
  });
});
