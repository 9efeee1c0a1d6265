import { parseMachineKey } from "@countersign/attest";
import { randomness } from "@countersign/adapters/time";
import { CountersignError, parseDuration } from "@countersign/core";
import type { Command, Invocation, Outcome } from "../command.ts";
import { askGate } from "../gate-asking.ts";
import type { AskedQuestion, HeardAnswer } from "../gate-asking.ts";
import { QUESTION_OPTIONS, askedAbout } from "../question-options.ts";
import { tokenIn } from "../service-access.ts";
import { serviceAddress } from "../service-client.ts";
import { harmless, shortId } from "../terminal.ts";
import { writeVerdictFile } from "../verdict-file.ts";
import { artifactOf, requestOf } from "../verdict-options.ts";

export const gateAskCommand: Command = {
  name: "gate ask",
  summary: "ask a gate over HTTP, and believe only what it signed",
  usage:
    "gate ask --from URL --token-file FILE --gate-key KEY... --repository ID --ref REF --commit OID --env ENV [--artifact DIGEST] [--rollback] [--request ID] [--verdict FILE] [--wait DURATION]",
  details:
    "For pipelines that hold neither the log nor the repository: a gate (gate --serve) beside production answers. Exits with 0 only for a verdict that one of the gate keys signed, that allows exactly what is asked here, and that has not expired; pending is 3, denied 4 or 7, an error 5 or 6. With --wait, it asks again while the answer is pending or nobody answers. The request keeps its id, so a gate never takes a repetition for another deployment.",
  options: {
    from: { value: "URL", help: "the gate; https://, or a port of this machine" },
    "token-file": { value: "FILE", help: "the bearer token by which the gate knows who asks" },
    "gate-key": { value: "KEY", many: true, help: "ed25519:<base64> of a gate that is trusted; may be repeated" },
    repository: { value: "ID", help: "the repository's id in the policy" },
    ref: { value: "REF", help: "the protected ref in full" },
    ...QUESTION_OPTIONS,
    artifact: { value: "sha256:HEX", help: "the digest of the artifact that is to be deployed" },
    rollback: { help: "ask for the way back to a commit that this gate allowed before" },
    request: { value: "ID", help: "the id of the request (default: a fresh one)" },
    verdict: { value: "FILE", help: "where the signed answer goes; an earlier verdict is replaced" },
    wait: {
      value: "DURATION",
      help: "how long to ask again while the answer is pending, such as PT30M (default: not)",
    },
  },
  examples: [
    "gate ask --from https://gate.acme.example --token-file /run/secrets/gate --gate-key ed25519:… --repository github:123456 --ref refs/heads/main --commit $(git rev-parse HEAD) --env production-eu --wait PT30M",
  ],
  asked: askedAbout,
  async run(invocation) {
    const { required, value, values, given, terminal } = invocation;
    const keys = values("gate-key").map(parseMachineKey);
    if (keys.length === 0) throw new CountersignError("usage.missing", "--gate-key is missing");
    const gate = { address: serviceAddress(required("from")), token: await tokenIn(required("token-file")), keys };
    const question: AskedQuestion = {
      repository: required("repository"),
      ref: required("ref"),
      commit: required("commit"),
      environment: required("env"),
      artifact: artifactOf(value("artifact")),
      requestId: requestOf(value("request")) ?? randomness.uuid(),
      intent: given("rollback") ? "rollback" : "deploy",
    };
    terminal.progress(`asking ${gate.address.base}`);
    const answer = await askGate(gate, question, parseDuration(value("wait") ?? "PT0S"));
    return outcomeOf(question, answer, await kept(invocation, answer));
  },
};

async function kept({ value }: Invocation, { verdict }: HeardAnswer): Promise<string | undefined> {
  const file = value("verdict");
  return file === undefined || verdict === undefined ? undefined : writeVerdictFile(file, verdict);
}

function outcomeOf(
  { requestId, commit, environment }: AskedQuestion,
  { decision, code, document, validUntil, faults }: HeardAnswer,
  verdictFile: string | undefined,
): Outcome {
  const reasons = faults.map((fault) => ({ code: fault.code, message: fault.detail }));
  const json = {
    ...document,
    decision,
    code,
    requestId,
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(verdictFile === undefined ? {} : { verdictFile }),
  };
  const head = `${decision.toUpperCase()}  ${code}  ${shortId(commit)} → ${harmless(environment)}`;
  if (decision === "allow") return { json, code, text: `${head} until ${validUntil ?? ""}` };
  const told = reasons.length > 0 ? reasons : reasonsIn(document["reasons"]);
  return {
    json,
    code,
    text: [harmless(head), ...told.map((one) => `  ${one.code}: ${harmless(one.message)}`)].join("\n"),
  };
}

/** Reasons as a gate spells them; whatever else stands there is left out. */
function reasonsIn(value: unknown): readonly { readonly code: string; readonly message: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("code" in one) || !("message" in one)) return [];
    const { code, message } = one;
    return typeof code === "string" && typeof message === "string" ? [{ code: harmless(code), message }] : [];
  });
}
