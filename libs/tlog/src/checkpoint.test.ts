import { nodeCrypto } from "@countersign/crypto/node";
import { text, vectors } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { emptyRoot } from "./hash.ts";
import { parseVerifierKey } from "./key.ts";
import { openCheckpoint } from "./open-checkpoint.ts";
import { openNote } from "./signed-note.ts";
import { codeOf, logSigner } from "./test-log.testing.ts";

const root = nodeCrypto.sha256(text("root"));
const good = formatCheckpoint({ origin: "log.example/feed", size: 15, root });
const [, , rootLine = ""] = good.split("\n");

describe("a checkpoint", () => {
  it("is three lines, and reads back", () => {
    expect(good).toMatch(/^log\.example\/feed\n15\n[A-Za-z0-9+/]{43}=\n$/);
    const parsed = parseCheckpoint(nodeCrypto, good);
    expect({ ...parsed, root: Buffer.from(parsed.root) }).toEqual({ origin: "log.example/feed", size: 15, root });
  });

  it("reads one spelling only", () => {
    const size = fc.oneof(
      fc.maxSafeNat().map(String),
      fc.constantFrom("00", "+1", "0x1", "1e1", " 1", "1 ", "", "9007199254740992"),
    );
    fc.assert(
      fc.property(size, fc.constantFrom("log.example", "", "a b", "ö"), (sizeLine, origin) => {
        const spelled = `${origin}\n${sizeLine}\n${rootLine}\n`;
        if (codeOf(() => parseCheckpoint(nodeCrypto, spelled)) !== "none") return;
        expect(formatCheckpoint(parseCheckpoint(nodeCrypto, spelled))).toBe(spelled);
      }),
    );
  });

  it.each<[string, string, string]>([
    ["without root", "log.example\n15\n", "log.checkpoint-lines"],
    ["without final newline", good.slice(0, -1), "log.checkpoint-lines"],
    ["with an extension line", `${good}extension\n`, "log.checkpoint-extension"],
    ["with an empty extension line", `${good}\n`, "log.checkpoint-extension"],
    ["with an empty origin", good.replace("log.example/feed", ""), "log.checkpoint-origin"],
    ["with a tab in its origin", good.replace("/feed", "\t"), "log.checkpoint-origin"],
    ["with size 007", good.replace("15", "007"), "log.checkpoint-size"],
    ["with size +1", good.replace("15", "+1"), "log.checkpoint-size"],
    ["with size -0", good.replace("15", "-0"), "log.checkpoint-size"],
    ["with size 2^53", good.replace("15", "9007199254740992"), "log.checkpoint-size"],
    ["with a root of 31 bytes", good.replace(rootLine, Buffer.alloc(31).toString("base64")), "log.checkpoint-root"],
    ["with a root in hexadecimal", good.replace(rootLine, "00".repeat(32)), "log.checkpoint-root"],
    ["of size 0 with another root", good.replace("15", "0"), "log.checkpoint-empty-root"],
  ])("F21 %s is refused", (_what, wrong, code) => {
    expect(codeOf(() => parseCheckpoint(nodeCrypto, wrong))).toBe(code);
  });

  it("F21 is not made of what could not be read", () => {
    expect(codeOf(() => formatCheckpoint({ origin: "", size: 1, root }))).toBe("log.checkpoint-origin");
    expect(codeOf(() => formatCheckpoint({ origin: "a\nb", size: 1, root }))).toBe("log.checkpoint-origin");
    expect(codeOf(() => formatCheckpoint({ origin: "a", size: 2 ** 53, root }))).toBe("log.checkpoint-size");
    expect(codeOf(() => formatCheckpoint({ origin: "a", size: 1, root: root.subarray(1) }))).toBe(
      "log.checkpoint-root",
    );
  });

  it("is signed by the key that bears its origin's name", () => {
    const signed = signCheckpoint(
      nodeCrypto,
      { origin: "log.example", size: 0, root: emptyRoot(nodeCrypto) },
      logSigner("log.example"),
    );
    expect(openNote(nodeCrypto, signed, [logSigner("log.example")]).text).toBe(
      signed.slice(0, signed.indexOf("\n\n") + 1),
    );
    const other = () =>
      signCheckpoint(nodeCrypto, { origin: "other.example", size: 1, root }, logSigner("log.example"));
    expect(codeOf(other)).toBe("log.key-origin");
    const empty = { origin: "log.example", size: 0, root };
    expect(codeOf(() => signCheckpoint(nodeCrypto, empty, logSigner("log.example")))).toBe("log.checkpoint-empty-root");
  });
});

const v = vectors("checkpoint-tiles");
type Texts = {
  vkey: string;
  origin: string;
  cases: { name: string; expect: string; countersign?: string; textBase64: string; noteBase64: string }[];
};

describe.skipIf(!v.present)("checkpoint text vectors (skipped: no vectors)", () => {
  const { vkey, origin, cases } = v.present
    ? v.json<Texts>("checkpoint-texts.json")
    : { vkey: "", origin: "", cases: [] };

  it("are 25", () => {
    expect(cases).toHaveLength(25);
  });

  it.each(cases)("F21 $name", ({ expect: published, countersign = published, textBase64, noteBase64 }) => {
    const trust = { origin, logKey: parseVerifierKey(nodeCrypto, vkey), witnesses: [], quorum: "none" };
    const open = () => openCheckpoint(nodeCrypto, Buffer.from(noteBase64, "base64"), trust);
    if (countersign === "valid") expect(formatCheckpoint(open())).toBe(Buffer.from(textBase64, "base64").toString());
    else expect(codeOf(open)).toMatch(/^log\.(checkpoint-|origin$)/);
  });
});
