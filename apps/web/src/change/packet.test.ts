import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { readPacket } from "./packet.ts";

const finding = (risk: string, code: string) => ({
  risk,
  class: "weight",
  code,
  title: `${code} happened`,
  at: [
    { path: "a.yaml", side: "base", from: 2, to: 3 },
    { path: { base64: "/w==" }, side: "result", from: 0, to: 0 },
  ],
});
const packet = (document: object) => {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  return [bytes, createHash("sha256").update(bytes).digest("hex")] as const;
};

it("a packet is what its digest says, the riskiest first, claims apart", async () => {
  const [bytes, digest] = packet({
    findings: [finding("R2", "x.low"), finding("R2", "claim.empty"), finding("R4", "x.high")],
    ledgers: {
      claim: [{}],
      parameter: [
        { key: "k", before: { decimal: "4", value: "4.0" }, path: "a.yaml" },
        { key: "l", note: "n" },
      ],
    },
    coverage: [{ path: "a.yaml", analysed: "typed", lines: 24 }],
    detectors: { version: "1.0.0" },
  });
  const read = await readPacket(bytes, digest);
  expect(read.findings.map(({ code }) => code)).toEqual(["x.high", "x.low"]);
  expect(read.findings[0]?.places).toEqual([
    { text: "a.yaml:2–3 (before)", path: "a.yaml", side: "old", from: 2, to: 3 },
    { text: "base64:/w==", path: "base64:/w==", side: "new", from: 0, to: 0 },
  ]);
  expect(read.claims.map(({ code }) => code)).toEqual(["claim.empty"]);
  expect(read.ledgers.map(({ name, rows }) => [name, rows.length])).toEqual([["parameter", 2]]);
  expect(read.coverage).toEqual([{ path: "a.yaml", analysed: "typed", lines: "24" }]);
});

it("D18 D23: other bytes than the change record names are not shown", async () => {
  const [bytes, digest] = packet({ findings: [] });
  const altered = bytes.map((byte, index) => (index === bytes.length - 1 ? 0x20 : byte));
  await expect(readPacket(altered, digest)).rejects.toMatchObject({ code: "web.digest" });
  await expect(readPacket(bytes, "0".repeat(64))).rejects.toMatchObject({ code: "web.digest" });
});

it("J1: a packet of which programs read different things is not read", async () => {
  const bytes = new TextEncoder().encode('{"findings":[],"findings":[{}]}');
  const digest = createHash("sha256").update(bytes).digest("hex");
  await expect(readPacket(bytes, digest)).rejects.toMatchObject({ code: "packet.duplicate-key" });
});
