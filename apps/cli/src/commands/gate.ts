import { resolve } from "node:path";
import { CountersignError } from "@countersign/core";
import type { Verdict } from "@countersign/core";
import type { Command, Invocation } from "../command.ts";
import { readRoot } from "../home.ts";
import { reserveHomeMirror } from "../home-mirror.ts";
import { checkClock, followBundleFile, judgeBack, judgeWithState } from "../judging-with-state.ts";
import { judgeCommit, readSoundBundle, refuseForeignTrial, refuseInsideRepository } from "../judging.ts";
import { placeOf } from "../place.ts";
import { openStateFolder } from "../state-folder.ts";
import { verdictJson, verdictText } from "../verdict-text.ts";

export const gateCommand: Command = {
  name: "gate",
  summary: "may this commit go to this environment now, and why?",
  usage:
    "gate --repo PATH --commit OID --env ENV --root FILE --bundle FILE [--repository ID] [--ref REF] [--state DIR] [--rollback]",
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
  },
  examples: [
    "gate --repo . --commit $(git rev-parse HEAD) --env production-eu --root /etc/countersign/root.json --bundle log.bundle",
    "gate --repo . --commit $(git rev-parse HEAD) --env staging --root root.json --bundle log.bundle --json",
  ],
  async run(invocation) {
    const verdict = await (invocation.value("state") === undefined ? withoutState : withState)(invocation);
    return { json: verdictJson(verdict), text: verdictText(verdict, invocation.terminal), code: verdict.code };
  },
};

async function withoutState(invocation: Invocation): Promise<Verdict> {
  const { required, terminal } = invocation;
  if (invocation.given("rollback"))
    throw new CountersignError(
      "usage.missing",
      "--rollback needs --state: only what this gate itself allowed may come back",
    );
  const request = { ...requestOf(invocation), repo: required("repo") };
  const [root, bundle] = [required("root"), required("bundle")];
  await refuseInsideRepository(request.repo, [root]);
  terminal.progress("reading the log");
  const log = await readSoundBundle(bundle, await readRoot(root));
  await refuseForeignTrial(log, root, invocation);
  terminal.progress("reading the repository");
  const { repository } = placeOf(log.policy.policy, request);
  await using kept = await reserveHomeMirror(invocation.home, repository.id);
  const mirror = kept.folder === undefined ? {} : { keep: kept.folder };
  return await judgeCommit(log, { ...request, ...mirror }, invocation);
}

function requestOf({ required, value }: Invocation) {
  const { commit, environment } = { commit: required("commit"), environment: required("env") };
  return { commit, environment, repository: value("repository"), ref: value("ref") };
}

async function withState(invocation: Invocation): Promise<Verdict> {
  const { required, value, given, terminal } = invocation;
  const request = requestOf(invocation);
  const [dir, rootFile, repo] = [required("state"), required("root"), value("repo")];
  if (repo !== undefined) await refuseInsideRepository(repo, [rootFile, dir]);
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
  if (known === undefined || given("rollback")) return judgeBack(folder, known, request);
  terminal.progress("reading the repository");
  return judgeWithState(folder, known, { ...request, repo: required("repo") }, invocation);
}
