import {
  canonicalText,
  formatArmor,
  formatEnvelope,
  formatPublicKey,
  formatSshsig,
  jsonObject,
  parseArmor,
  parseBase64,
  parseCanonical,
  parseEnvelope,
  parseKeyBlob,
  parsePublicKey,
  parseSshsig,
  parseStatement,
  parseStrict,
  read,
  signSshsig,
} from "@countersign/attest";
import {
  bundleReader,
  formatBundleCheckpoint,
  formatBundleHeader,
  formatBundleLeaf,
  formatLeaf,
  formatMonitorState,
  newMonitorState,
  openSealed,
  parseCommit,
  parseGateState,
  parseLeaf,
  parseMonitorState,
  parseOid,
  parsePacket,
  parsePath,
  parsePattern,
  policyVersion,
  parseRecord,
  parseRoot,
  parseTree,
} from "@countersign/core";
import type { RecordOf } from "@countersign/core";
import { parsePolicyYaml } from "@countersign/core/policy-yaml";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, text } from "@countersign/testkit";
import {
  COSIGNATURE,
  ED25519,
  addSignatures,
  cosign,
  formatAddCheckpoint,
  formatCheckpoint,
  formatEntryBundle,
  parseAddCheckpoint,
  parseBundlePath,
  parseCheckpoint,
  parseCosignatures,
  parseEntryBundle,
  parseNote,
  parseTilePath,
  parseTlogProof,
  parseVerifierKey,
  signCheckpoint,
  signerKey,
} from "@countersign/tlog";
import { STATE_KEY } from "../agreement/ask-with-state.testing.ts";
import { publishedTexts, realExamples } from "./examples.testing.ts";
import { analysedFiles } from "./files.testing.ts";

/** A reader of bytes that anybody may have written, and examples to begin from. It answers, or throws one of our errors. */
export type Target = {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
};

const ORIGIN = "log.acme.example/feed";
const HASH = nodeCrypto.sha256(text("a"));
const TREE = { origin: ORIGIN, size: 4, root: HASH };
const LOG_KEY = signerKey(nodeCrypto, ORIGIN, ED25519, testKey("log").seed);
const WITNESS = signerKey(nodeCrypto, "oracle-w", COSIGNATURE, testKey("oracle-w").seed);
const COSIGNATURE_LINE = cosign(nodeCrypto, formatCheckpoint(TREE), WITNESS, 1_795_341_600);
const NOTE = addSignatures(signCheckpoint(nodeCrypto, TREE, LOG_KEY), COSIGNATURE_LINE);
const ALARM = {
  id: "0123456789abcdef",
  part: "log",
  code: "monitor.uncovered",
  subject: "s",
  text: "t",
  remedy: "r",
  at: { leaf: 1, commit: "c", size: 2 },
  since: 1,
  acknowledged: 2,
};
const MONITOR_STATE = formatMonitorState({
  ...newMonitorState(ORIGIN),
  checkpoint: NOTE,
  policy: { version: 1, sha256: "9".repeat(64) },
  standing: [ALARM],
  refs: { "local:feed": { "refs/heads/main": { tip: parseOid("a".repeat(40), "sha1"), astray: "gone" } } },
  conflicts: [{ code: "log.fork", kept: NOTE, other: NOTE }],
  pending: [{ sink: "x", event: { number: 0, event: "raised", time: 1, origin: ORIGIN, alarm: ALARM } }],
});
const LEAF = formatLeaf({ kind: "review", sha256: "9".repeat(64) });
const SIGNATURE = signSshsig(nodeCrypto, {
  seed: testKey("dana").seed,
  namespace: "countersign-review@v1",
  message: HASH,
});
const STATEMENT = text(
  '{"_type":"https://in-toto.io/Statement/v1","predicate":{"text":"a"},"predicateType":"https://countersign.dev/incident/v1","subject":[{"digest":{"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},"name":"incident"}]}',
);
const ENVELOPE = formatEnvelope({
  payloadType: "application/vnd.in-toto+json",
  payload: STATEMENT,
  signatures: [{ keyid: "dana", sig: SIGNATURE }],
});
const { publicKey } = parseSshsig(SIGNATURE);
const COMMIT = `tree ${"1".repeat(40)}\nparent ${"2".repeat(40)}\nauthor Olga <olga@acme.example> 1767225600 +0000\ncommitter Olga <olga@acme.example> 1767225600 +0000\n\ntwo\n\nCo-authored-by: Dana <dana@oracle.example>\n`;
const BUNDLE = [
  formatBundleHeader({ origin: ORIGIN, from: 0, size: 1 }),
  formatBundleLeaf({ leaf: LEAF, salt: HASH.subarray(0, 16), evidence: ENVELOPE }),
  formatBundleCheckpoint(NOTE),
].map((line) => new TextDecoder().decode(line));
const YAML = 'version: 1\norganisations:\n  - {id: acme, kind: operator, git: ["*@acme.example"]}\nvoid: []\n# end\n';

/** A reader of text, given bytes. */
function ofText(read: (text: string) => unknown): Target["read"] {
  return (bytes) => read(new TextDecoder().decode(bytes));
}

function target(name: string, read: Target["read"], ...seeds: readonly (string | Uint8Array)[]): Target {
  return { name, read, seeds: seeds.map((seed) => (typeof seed === "string" ? text(seed) : seed)) };
}

const KINDS: readonly (keyof RecordOf)[] = [
  "policy",
  "baseline",
  "change",
  "review",
  "deployment",
  "incident",
  "break-glass",
  "verdict",
];

const REAL = await realExamples();

/** Every reader of hostile bytes in the kernel, the domain and the analysis. */
export const TARGETS: readonly Target[] = [
  target("note", parseNote, NOTE, ...publishedTexts("signed-note")),
  target(
    "checkpoint",
    ofText((one) => parseCheckpoint(nodeCrypto, one)),
    formatCheckpoint(TREE),
    ...publishedTexts("checkpoint-tiles").slice(0, 40),
  ),
  target(
    "add-checkpoint",
    parseAddCheckpoint,
    formatAddCheckpoint({ oldSize: 2, proof: [HASH, HASH], checkpoint: NOTE }),
  ),
  target("cosignatures", parseCosignatures, COSIGNATURE_LINE),
  target(
    "tlog-proof",
    parseTlogProof,
    `c2sp.org/tlog-proof@v1\nindex 1\n${Buffer.from(HASH).toString("base64")}\n\n${NOTE}`,
    ...publishedTexts("tlog-proof"),
  ),
  target(
    "verifier-key",
    ofText((one) => parseVerifierKey(nodeCrypto, one)),
    "oracle-w+59f24888+BOlx1Spd678jkXQvjys2RzsfWuiKBcLcth7dCDGsRUu+",
  ),
  target("tile-path", ofText(parseTilePath), "tile/0/x001/234.p/5", "tile/1/000"),
  target("bundle-path", ofText(parseBundlePath), "tile/entries/x001/234.p/5"),
  target("entry-bundle", (bytes) => parseEntryBundle(bytes, 2), formatEntryBundle([LEAF, LEAF])),
  target("json", (bytes) => parseCanonical(bytes), STATEMENT, ENVELOPE, ...publishedTexts("jcs")),
  target("strict-json", (bytes) => parseStrict(bytes), ' { "a" : [ 1 , "\\u00e9" , null ] } ', STATEMENT),
  target(
    "base64",
    ofText((one) => parseBase64(one)),
    "aGVsbG8=",
    "AQI=",
  ),
  target("envelope", parseEnvelope, ENVELOPE, ...REAL.envelopes, ...publishedTexts("dsse")),
  target("statement", parseStatement, STATEMENT),
  target("sshsig", parseSshsig, SIGNATURE, ...publishedTexts("sshsig")),
  target("armor", ofText(parseArmor), formatArmor(SIGNATURE)),
  target("key-blob", parseKeyBlob, SIGNATURE.subarray(14, 65)),
  target("public-key", ofText(parsePublicKey), formatPublicKey(publicKey)),
  target("respelled-sshsig", (bytes) => sameAgain(bytes, parseSshsig(bytes)), SIGNATURE),
  target("leaf", parseLeaf, LEAF),
  target("bundle", ofText(readBundle), BUNDLE.join("\n")),
  target("root", parseRoot, `${new TextDecoder().decode(STATEMENT)}\n`, ...REAL.roots),
  target("packet", (bytes) => parsePacket(bytes), STATEMENT, ...REAL.packets),
  target("path", (bytes) => parsePath(parseStrict(bytes)), '"docs/a.md"', '{"base64":"dmVuZG9yL/8="}', '"a/\\u00e9"'),
  target("gate-state", (bytes) => parseGateState(nodeCrypto, parseCanonical(bytes)), ...REAL.states),
  target("monitor-state", (bytes) => parseMonitorState(bytes, ORIGIN), MONITOR_STATE),
  target("sealed-state", (bytes) => openSealed(nodeCrypto, STATE_KEY, bytes), ...REAL.sealed),
  target("policy-yaml", ofText(parsePolicyYaml), YAML, canonicalText(examplePolicy())),
  target(
    "policy",
    ofText((one) => policyVersion(nodeCrypto, read(jsonObject, parsePolicyYaml(one), "policy"))),
    canonicalText(examplePolicy()),
  ),
  target("pattern", ofText(parsePattern), "docs/**", "**/*.m?", "ranker/a*b*c/**/x"),
  target("tree", (bytes) => parseTree(bytes, "sha1"), Buffer.concat([Buffer.from("100644 a\0"), HASH.subarray(0, 20)])),
  target("commit", (bytes) => parseCommit(bytes, "sha1"), COMMIT),
  ...KINDS.map((kind) =>
    target(
      `record-${kind}`,
      (bytes) => parseRecord(nodeCrypto, kind, bytes),
      STATEMENT,
      ...(REAL.records.get(kind) ?? []),
    ),
  ),
  ...(await analysedFiles()).map(({ name, seeds, read }) => target(name, read, ...seeds)),
];

function readBundle(lines: string): void {
  const reader = bundleReader();
  for (const line of lines.split("\n")) reader.line(text(line));
  reader.end();
}

/** What was read prints as what it was read from: there is one spelling. */
function sameAgain(bytes: Uint8Array, read: ReturnType<typeof parseSshsig>): void {
  if (Buffer.compare(bytes, formatSshsig(read)) !== 0) throw new Error("read, and printed otherwise");
}
