import { parseMachineKey } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError, checkVerdict, formatRoot, gateKeysOf } from "@countersign/core";
import type { CheckedVerdict, LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, verdictId, workInHome } from "@countersign/home";
import type { Command, Invocation, Outcome } from "../command.ts";
import { BUNDLE_OPTIONS, readDecisionLog } from "../decision-log.ts";
import { readRoot } from "../pinned-root.ts";
import { placeOf } from "../place.ts";
import { harmless, shortId } from "../terminal.ts";
import { readVerdictFile } from "../verdict-file.ts";
import { artifactOf, requestOf } from "../verdict-options.ts";

export const verdictCheckCommand: Command = {
  name: "verdict check",
  summary: "may what a gate signed be deployed now?",
  usage:
    "verdict check FILE (--gate-key KEY... | --root FILE [--bundle FILE]) --commit OID --env ENV [--repository ID] [--ref REF] [--artifact DIGEST] [--request ID]",
  details:
    "Exits with 0 only for a verdict that a trusted gate key signed, that allows exactly what is asked here, and that has not expired. The keys are those that are named, or those that the policy of a verified log (by default this home's) lists for the environment. An artifact is compared even when none is named: a verdict for an image is no verdict for the commit alone.",
  positionals: [1, 1],
  options: {
    commit: { value: "OID", help: "the full id of the commit that is to be deployed" },
    env: { value: "ENV", help: "the environment" },
    repository: { value: "ID", help: "the repository's id; needed with --gate-key, else if the policy has several" },
    ref: {
      value: "REF",
      help: "the protected ref in full; needed with --gate-key, else if the repository has several",
    },
    artifact: { value: "sha256:HEX", help: "the digest of the artifact that is to be deployed" },
    request: { value: "ID", help: "the id of the request that the gate was asked with" },
    "gate-key": { value: "KEY", many: true, help: "ed25519:<base64> of a gate that is trusted; may be repeated" },
    bundle: { ...BUNDLE_OPTIONS["bundle"], value: "FILE", help: "take the gate keys from the policy of this bundle" },
    root: { ...BUNDLE_OPTIONS["root"], value: "FILE", help: "the pinned root.json by which the bundle is verified" },
  },
  examples: [
    "verdict check verdict.json --gate-key ed25519:… --repository github:123456 --ref refs/heads/main --commit $(git rev-parse HEAD) --env production",
    "verdict check verdict.json --root root.json --bundle log.bundle --commit $(git rev-parse HEAD) --env production --request build-42 --json",
  ],
  async run(invocation) {
    const { positionals, required, value } = invocation;
    const envelope = await readVerdictFile(positionals[0] ?? "");
    const [commit, environment] = [required("commit"), required("env")];
    const { keys, repository, ref } = await trusted(invocation, environment);
    const asked = {
      repository,
      ref,
      commit,
      environment,
      artifact: artifactOf(value("artifact")),
      requestId: requestOf(value("request")),
    };
    return outcomeOf(verdictId(envelope), checkVerdict(nodeCrypto, envelope, keys, asked, systemClock().now()));
  },
};

type Trusted = { readonly keys: readonly Uint8Array[]; readonly repository: string; readonly ref: string };

async function trusted(invocation: Invocation, environment: string): Promise<Trusted> {
  const { value, values, required } = invocation;
  const named = values("gate-key");
  if (named.length > 0) {
    if (value("bundle") !== undefined || value("root") !== undefined)
      throw new CountersignError("usage.option", "--gate-key and --bundle exclude each other");
    return { keys: named.map(parseMachineKey), repository: required("repository"), ref: required("ref") };
  }
  const { policy } = (await logOf(invocation)).policy;
  const place = placeOf(policy, { repository: value("repository"), ref: value("ref") });
  return { keys: gateKeysOf(policy, environment), repository: place.repository.id, ref: place.ref };
}

/** A root without a bundle is that of this home, or the call means another log: `policy.root`. */
async function logOf(invocation: Invocation): Promise<LogContents> {
  const { value, home } = invocation;
  const file = value("root");
  if (file === undefined || value("bundle") !== undefined) return readDecisionLog(invocation);
  const pinned = await readRoot(file);
  await using opened = await workInHome(home);
  const contents = contentsOf(opened);
  if (opened.root !== undefined && Buffer.compare(formatRoot(opened.root), formatRoot(pinned)) === 0) return contents;
  throw new CountersignError(
    "policy.root",
    `${file} is not the root of the log in ${home.dir}; name a --bundle of its log`,
  );
}

function outcomeOf(sha256: string, { verdict, faults }: CheckedVerdict): Outcome {
  const { commit, environment, validUntil, requestId } = verdict;
  const [leading] = faults;
  const json = {
    decision: leading === undefined ? verdict.decision : "deny",
    code: leading?.code ?? verdict.code,
    verdict: { sha256, decision: verdict.decision, code: verdict.code, requestId, validUntil },
    reasons: faults.map(({ code, detail }) => ({ code, message: detail })),
  };
  if (leading === undefined)
    return {
      json,
      code: verdict.code,
      text: `ALLOW  ${verdict.code}  ${shortId(commit)} → ${harmless(environment)} until ${validUntil}`,
    };
  const lines = faults.map(({ code, detail }) => `  ${code}: ${harmless(detail)}`);
  return { json, code: leading.code, text: [`DENY  ${leading.code}`, ...lines].join("\n") };
}
