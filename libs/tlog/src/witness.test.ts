import { nodeCrypto } from "@countersign/crypto/node";
import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { formatCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { addSignatures, cosign } from "./cosignature.ts";
import { openCheckpoint } from "./open-checkpoint.ts";
import { codeOf, logSigner, witnessSigner } from "./test-log.testing.ts";
import {
  formatAddCheckpoint,
  formatCosignatures,
  formatWitnessSize,
  parseAddCheckpoint,
  parseCosignatures,
  parseWitnessSize,
} from "./witness.ts";

const logKey = logSigner("log.example");
const witness = witnessSigner("w.example");
const hash = nodeCrypto.sha256(text("a hash"));
const content = { origin: "log.example", size: 15, root: hash };
const checkpoint = signCheckpoint(nodeCrypto, content, logKey);
const request = formatAddCheckpoint({ oldSize: 8, proof: [hash, hash], checkpoint });
const answer = cosign(nodeCrypto, formatCheckpoint(content), witness, 1000);

describe("a request to a witness", () => {
  it("is the old size, the proof, an empty line and the checkpoint", () => {
    const line = Buffer.from(hash).toString("base64");
    expect(request).toBe(`old 8\n${line}\n${line}\n\n${checkpoint}`);
    expect(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint })).toBe(`old 0\n\n${checkpoint}`);
  });

  it("reads back", () => {
    const parsed = parseAddCheckpoint(text(request));
    expect(parsed).toMatchObject({ oldSize: 8, checkpoint });
    expect(parsed.proof.map((one) => Buffer.from(one))).toEqual([hash, hash]);
    expect(formatAddCheckpoint(parsed)).toBe(request);
  });

  const line = `${Buffer.from(hash).toString("base64")}\n`;
  it.each<[string, string | Uint8Array, string]>([
    ["that is not UTF-8", new Uint8Array([0xff]), "log.witness-utf8"],
    ["without empty line", "old 8\n", "log.witness-separator"],
    ["without old size", request.slice("old 8\n".length), "log.witness-old"],
    ["with old size 08", request.replace("old 8", "old 08"), "log.witness-old"],
    ["with old size -1", request.replace("old 8", "old -1"), "log.witness-old"],
    ["with two spaces", request.replace("old 8", "old  8"), "log.witness-old"],
    ["with CRLF", request.replace("old 8\n", "old 8\r\n"), "log.witness-old"],
    ["with a short hash", request.replace(line, "AAAA\n"), "log.witness-line"],
    ["with an unpadded hash", request.replace("=\n", "\n"), "log.witness-line"],
    ["with 64 hashes", request.replace(line, line.repeat(63)), "log.witness-count"],
    ["without checkpoint", "old 8\n\n", "log.witness-end"],
    ["with two empty lines", request.replace("\n\n", "\n\n\n"), "log.witness-end"],
    ["without final newline", request.slice(0, -1), "log.witness-end"],
  ])("F21 %s is refused", (_what, wrong, code) => {
    expect(codeOf(() => parseAddCheckpoint(wrong))).toBe(code);
  });

  it("is not made of what could not be read", () => {
    const good = { oldSize: 8, proof: [hash], checkpoint };
    expect(codeOf(() => formatAddCheckpoint({ ...good, oldSize: 0.5 }))).toBe("log.witness-old");
    expect(codeOf(() => formatAddCheckpoint({ ...good, proof: [hash.subarray(1)] }))).toBe("log.witness-line");
    expect(codeOf(() => formatAddCheckpoint({ ...good, proof: Array.from({ length: 64 }, () => hash) }))).toBe(
      "log.witness-count",
    );
    expect(codeOf(() => formatAddCheckpoint({ ...good, checkpoint: "" }))).toBe("log.witness-end");
  });
});

describe("the answer of a witness", () => {
  it("is signature lines that complete the checkpoint", () => {
    expect(formatCosignatures(parseCosignatures(text(answer)))).toBe(answer);
    const trust = { origin: "log.example", logKey, witnesses: [{ name: "w", key: witness }], quorum: "w" };
    expect(openCheckpoint(nodeCrypto, addSignatures(checkpoint, answer), trust).time).toBe(1000);
  });

  it("F21 is refused when it is empty or no signature line", () => {
    expect(codeOf(() => parseCosignatures(""))).toBe("log.witness-response");
    expect(codeOf(() => formatCosignatures([]))).toBe("log.witness-response");
    expect(codeOf(() => parseCosignatures("<html>\n"))).toBe("log.note-line");
    expect(codeOf(() => parseCosignatures(answer.slice(0, -1)))).toBe("log.note-end");
    expect(codeOf(() => parseCosignatures(new Uint8Array([0xff])))).toBe("log.witness-utf8");
  });

  it("F23 or the size that it knows", () => {
    expect(formatWitnessSize(15)).toBe("15\n");
    expect(parseWitnessSize(text("15\n"))).toBe(15);
    for (const wrong of ["15", "015\n", "\n", "15\n\n", "9007199254740992\n"]) {
      expect(codeOf(() => parseWitnessSize(wrong))).toBe("log.witness-size");
    }
    expect(codeOf(() => formatWitnessSize(-1))).toBe("log.witness-size");
  });
});
