import { resolve } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { CountersignError, aboutLog, recordId } from "@countersign/core";
import type { GateState, Policy, SigningLog, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { readBreakGlassFile } from "../break-glass-file.ts";
import type { Command, Invocation } from "../command.ts";
import { VERDICT_OPTIONS, askedOf, signVerdict, verdictSigning } from "../gate-signing.ts";
import type { VerdictSigning } from "../gate-signing.ts";
import { readRoot } from "../home.ts";
import { reserveHomeMirror } from "../home-mirror.ts";
import { checkClock, followBundleFile, judgeBack, judgeWithState } from "../judging-with-state.ts";
import { judgeCommit, readSoundBundle, refuseForeignTrial, refuseInsideRepository } from "../judging.ts";
import { placeOf } from "../place.ts";
import { openStateFolder } from "../state-folder.ts";
import { harmless } from "../terminal.ts";
import { verdictJson, verdictText } from "../verdict-text.ts";

export const gateCommand: Command = {
  name: "gate",
  summary: "may this commit go to this environment now, and why?",
  usage:
    "gate --repo PATH --commit OID --env ENV --root FILE --bundle FILE [--repository ID] [--ref REF] [--state DIR] [--rollback] [--break-glass FILE] [--key FILE --verdict FILE [--request ID] [--artifact DIGEST]]",
  details:
    "Answers offline, from bytes: every leaf of the bundle is verified against the pinned root, every object of the repository is hashed again. " +
    "With --state, what this gate once verified and allowed is kept: the bundle then begins where the last one ended (bundle --since), an older log is noticed, " +
    "only commits above the newest allowed one are judged, and --rollback answers for one that was allowed before, without network, repository or bundle. " +
    "Prints allow (0), pending (3), denied (4, or 7 for what expired, was revoked or is stale), or an error (6).",
  options: {
    repo: { value: "PATH", help: "the repository that has the commit; it is only fetched from" },
    commit: { value: "OID", help: "the full id of the commit to deploy" },
    env: { value: "ENV", help: "the environment of the policy to deploy to" },
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
  },
  examples: [
    "gate --repo . --commit $(git rev-parse HEAD) --env production-eu --root /etc/countersign/root.json --bundle log.bundle",
    "gate --repo . --commit $(git rev-parse HEAD) --env production --root root.json --bundle log.bundle --key gate.key --verdict verdict.json --request build-42",
    "gate --repo . --commit $(git rev-parse HEAD) --env staging --root root.json --bundle log.bundle --json",
  ],
  asked(value) {
    const [commit, environment] = [value("commit"), value("env")];
    return { ...(commit === undefined ? {} : { commit }), ...(environment === undefined ? {} : { environment }) };
  },
  async run(invocation) {
    const answered = await (invocation.given("state") ? withState : withoutState)(invocation);
    const { verdict, log, signing } = answered;
    const signed = signing === undefined ? askedOf(invocation) : await signVerdict(log, verdict, signing);
    const json = { ...verdictJson(verdict), ...signed };
    return { json, text: verdictText(verdict, invocation.terminal) + signedText(signed), code: verdict.code };
  },
};

/** An answer, what it rests on, and how it is to be signed. */
type Answered = { readonly verdict: Verdict; readonly log: SigningLog; readonly signing: VerdictSigning | undefined };

function signedText({ verdictFile, validUntil }: JsonObject): string {
  return verdictFile === undefined
    ? ""
    : `\n\n  signed until ${String(validUntil)}, in ${harmless(String(verdictFile))}`;
}

async function withoutState(invocation: Invocation): Promise<Answered> {
  const { required, value, terminal } = invocation;
  if (invocation.given("rollback"))
    throw new CountersignError(
      "usage.missing",
      "--rollback needs --state: only what this gate itself allowed may come back",
    );
  const request = { ...(await requestOf(invocation)), repo: required("repo") };
  const [root, bundle] = [required("root"), required("bundle")];
  await refuseInsideRepository(request.repo, [root, value("key") ?? root]);
  terminal.progress("reading the log");
  const log = await readSoundBundle(bundle, await readRoot(root));
  await refuseForeignTrial(log, root, invocation);
  const signing = await signingFor(invocation, log.policy.policy);
  terminal.progress("reading the repository");
  const { repository } = placeOf(log.policy.policy, request);
  await using kept = await reserveHomeMirror(invocation.home, repository.id);
  const mirror = kept.folder === undefined ? {} : { keep: kept.folder };
  return { log, signing, verdict: await judgeCommit(log, { ...request, ...mirror }, invocation) };
}

/** A break-glass that is shown to the gate is only named by it: what counts is the log. */
async function requestOf({ required, value }: Invocation) {
  const [commit, environment, shown] = [required("commit"), required("env"), value("break-glass")];
  const relied =
    shown === undefined ? {} : { breakGlass: recordId(nodeCrypto, (await readBreakGlassFile(shown)).payload) };
  return { commit, environment, repository: value("repository"), ref: value("ref"), ...relied };
}

/** Whether the key may sign is known before anything is judged. */
function signingFor(invocation: Invocation, policy: Policy): Promise<VerdictSigning | undefined> {
  return verdictSigning(invocation, policy, invocation.required("env"));
}

async function withState(invocation: Invocation): Promise<Answered> {
  const { required, value, given, terminal } = invocation;
  const request = await requestOf(invocation);
  const [dir, rootFile, repo] = [required("state"), required("root"), value("repo")];
  if (repo !== undefined) await refuseInsideRepository(repo, [rootFile, dir, value("key") ?? dir]);
  const root = await readRoot(rootFile);
  await using folder = await openStateFolder(resolve(dir), root);
  checkClock(folder);
  if (folder.state === undefined)
    terminal.note(
      `The state in ${dir} begins now: this run trusts the machine's clock, and cannot notice that the log was longer once.`,
    );
  const bundle = given("rollback") ? value("bundle") : required("bundle");
  if (bundle !== undefined) terminal.progress("reading the log");
  const known = bundle === undefined ? undefined : await followBundleFile(folder, bundle, root);
  if (known !== undefined) await refuseForeignTrial({ policy: known.news.policy }, rootFile, invocation);
  const state = known?.state ?? folder.state;
  if (state === undefined || known === undefined || given("rollback")) {
    const verdict = await judgeBack(folder, known, request);
    return { ...(await signable(invocation, state)), verdict };
  }
  const answered = await signable(invocation, state);
  terminal.progress("reading the repository");
  return {
    ...answered,
    verdict: await judgeWithState(folder, known, { ...request, repo: required("repo") }, invocation),
  };
}

async function signable(invocation: Invocation, state: GateState | undefined): Promise<Omit<Answered, "verdict">> {
  if (state === undefined) throw new RangeError("an answer rests on a state");
  const log = aboutLog(state);
  return { log, signing: await signingFor(invocation, log.policy.policy) };
}
