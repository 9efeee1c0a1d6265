import { CountersignError } from "@countersign/core/error";
import type { Command, Invocation, Outcome } from "../command.ts";
import { openEarly } from "../early-mirror.ts";
import { gateRequest } from "../gate-request.ts";
import { refuseInsideRepository } from "../outside-repository.ts";
import { QUESTION_OPTIONS, askedAbout } from "../question-options.ts";
import { VERDICT_OPTIONS } from "../verdict-options.ts";

export const gateCommand: Command = {
  name: "gate",
  summary: "may this commit go to this environment now, and why?",
  usage:
    "gate --repo PATH --commit OID --env ENV --root FILE --bundle FILE [--repository ID] [--ref REF] [--state DIR] [--rollback] [--break-glass FILE] [--key FILE --verdict FILE [--request ID] [--artifact DIGEST]]",
  otherUsages: [
    "gate --serve --repo ID=PATH... --root FILE --state DIR --key FILE --from URL --callers FILE [--listen HOST:PORT]",
  ],
  details:
    "Answers offline, from bytes: every leaf of the bundle is verified against the pinned root, every object of the repository is hashed again. " +
    "With --state, what this gate once verified and allowed is kept: the bundle then begins where the last one ended (bundle --since), an older log is noticed, " +
    "only commits above the newest allowed one are judged, and --rollback answers for one that was allowed before, without network, repository or bundle. " +
    "Prints allow (0), pending (3), denied (4, or 7 for what expired, was revoked or is stale), or an error (6).",
  options: {
    repo: { value: "PATH", many: true, help: "the repository that has the commit; it is only fetched from" },
    ...QUESTION_OPTIONS,
    root: { value: "FILE", help: "the pinned root.json" },
    bundle: { value: "FILE", help: "the log with its evidence (countersign bundle)" },
    state: { value: "DIR", help: "what this gate keeps between its runs; begun on the first" },
    rollback: { help: "ask for the way back to a commit that this gate allowed before; needs --state" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
    "break-glass": {
      value: "FILE",
      help: "rely on this signed break-glass; it opens only if the log has it (without: whatever the log has)",
    },
    ...VERDICT_OPTIONS,
    serve: {
      help: "answer over HTTP until it is ended, with --state, --key, --from, --callers and --repo ID=PATH for each",
    },
    listen: { value: "HOST:PORT", help: "with --serve: where to listen (default: 127.0.0.1:7382; port 0 takes any)" },
    from: { value: "URL", help: "with --serve: the log server that has the log, and takes receipts" },
    callers: {
      value: "FILE",
      help: "with --serve: who may ask, a line `NAME SHA256` each, the SHA-256 of its bearer token",
    },
  },
  examples: [
    "gate --repo . --commit $(git rev-parse HEAD) --env production-eu --root /etc/countersign/root.json --bundle log.bundle",
    "gate --repo . --commit $(git rev-parse HEAD) --env production --root root.json --bundle log.bundle --key gate.key --verdict verdict.json --request build-42",
    "gate --repo . --commit $(git rev-parse HEAD) --env staging --root root.json --bundle log.bundle --json",
  ],
  asked: askedAbout,
  async run(invocation) {
    if (invocation.given("serve")) {
      const { serveGateOver } = await import("../gate-serving.ts");
      return await serveGateOver(invocation);
    }
    if (invocation.values("repo").length > 1)
      throw new CountersignError("usage.option", "--repo is given once; several, as ID=PATH, go with --serve");
    if (!invocation.given("state")) return await withoutState(invocation);
    const { answerWithState } = await import("../gate-answer-with-state.ts");
    return await answerWithState(invocation);
  },
};

async function withoutState(invocation: Invocation): Promise<Outcome> {
  const { required, value, terminal } = invocation;
  if (invocation.given("rollback"))
    throw new CountersignError(
      "usage.missing",
      "--rollback needs --state: only what this gate itself allowed may come back",
    );
  const request = { ...(await gateRequest(invocation)), repo: required("repo") };
  const files = { root: required("root"), bundle: required("bundle") };
  terminal.progress("reading the log");
  await using early = await openEarly(request.repo, request.commit, invocation.home);
  await refuseInsideRepository(request.repo, [files.root, value("key") ?? files.root]);
  // Only now that git is at work: this loads most of the program.
  const { answerGate } = await import("../gate-answer.ts");
  return await answerGate(files, { ...request, ...(early && { mirrored: early.mirrored }) }, invocation);
}
