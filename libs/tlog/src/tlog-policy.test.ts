import { describe, expect, it } from "vitest";
import { formatVerifierKey } from "./key.ts";
import { codeOf, logSigner, witnessSigner } from "./test-log.testing.ts";
import { formatTlogPolicy } from "./tlog-policy.ts";

const logKey = logSigner("log.example");
const [x, y, z] = [witnessSigner("x.example"), witnessSigner("y.example"), witnessSigner("z.example")];
const witnesses = [
  { name: "X", key: x, url: "https://x.example/submit" },
  { name: "group-1", key: y },
  { name: "Z", key: z },
];
const trust = { origin: "log.example", logKey, witnesses, quorum: "none" };

describe("the export in tlog-policy syntax", () => {
  it("lists log, witnesses, groups before their use, and the quorum", () => {
    const quorum = { all: [{ any: ["X", "group-1"] }, { atLeast: 1, of: ["Z"] }] };
    expect(formatTlogPolicy({ ...trust, url: "https://log.example/", quorum })).toBe(
      [
        `log ${formatVerifierKey(logKey)} https://log.example/`,
        `witness X ${formatVerifierKey(x)} https://x.example/submit`,
        `witness group-1 ${formatVerifierKey(y)}`,
        `witness Z ${formatVerifierKey(z)}`,
        "group group-2 any X group-1",
        "group group-3 1 Z",
        "group group-4 all group-2 group-3",
        "quorum group-4",
        "",
      ].join("\n"),
    );
  });

  it("spells a single witness and none by name", () => {
    expect(formatTlogPolicy({ ...trust, quorum: "Z" })).toMatch(/\nquorum Z\n$/);
    expect(formatTlogPolicy(trust)).toMatch(/\nquorum none\n$/);
  });

  it("refuses what the syntax cannot say", () => {
    expect(codeOf(() => formatTlogPolicy({ ...trust, url: "https://log.example/a b" }))).toBe("log.quorum-url");
    expect(codeOf(() => formatTlogPolicy({ ...trust, url: "x\nquorum none" }))).toBe("log.quorum-url");
    expect(codeOf(() => formatTlogPolicy({ ...trust, witnesses: [{ name: "a\nb", key: x }] }))).toBe("log.quorum-name");
    expect(codeOf(() => formatTlogPolicy({ ...trust, quorum: { atLeast: 2, of: ["X", "X"] } }))).toBe(
      "log.quorum-twice",
    );
  });
});
