import type { Command } from "../command.ts";
import { readRoot } from "../home.ts";
import { reserveHomeMirror } from "../home-mirror.ts";
import { judgeCommit, readSoundBundle, refuseForeignTrial, refuseInsideRepository } from "../judging.ts";
import { placeOf } from "../place.ts";
import { verdictJson, verdictText } from "../verdict-text.ts";

export const gateCommand: Command = {
  name: "gate",
  summary: "may this commit go to this environment now, and why?",
  usage: "gate --repo PATH --commit OID --env ENV --root FILE --bundle FILE [--repository ID] [--ref REF]",
  details:
    "Answers offline, from bytes: every leaf of the bundle is verified against the pinned root, every object of the repository is hashed again. " +
    "Prints allow (0), pending (3), denied (4, or 7 for what expired, was revoked or is stale), or an error (6).",
  options: {
    repo: { value: "PATH", help: "the repository that has the commit; it is only fetched from" },
    commit: { value: "OID", help: "the full id of the commit to deploy" },
    env: { value: "ENV", help: "the environment of the policy to deploy to" },
    root: { value: "FILE", help: "the pinned root.json" },
    bundle: { value: "FILE", help: "the log with its evidence (countersign bundle)" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
  },
  examples: [
    "gate --repo . --commit $(git rev-parse HEAD) --env production-eu --root /etc/countersign/root.json --bundle log.bundle",
    "gate --repo . --commit $(git rev-parse HEAD) --env staging --root root.json --bundle log.bundle --json",
  ],
  asked(value) {
    const [commit, environment] = [value("commit"), value("env")];
    return { ...(commit === undefined ? {} : { commit }), ...(environment === undefined ? {} : { environment }) };
  },
  async run(invocation) {
    const { required, value, terminal } = invocation;
    const request = {
      repo: required("repo"),
      commit: required("commit"),
      environment: required("env"),
      repository: value("repository"),
      ref: value("ref"),
    };
    const [root, bundle] = [required("root"), required("bundle")];
    await refuseInsideRepository(request.repo, [root]);
    terminal.progress("reading the log");
    const log = await readSoundBundle(bundle, await readRoot(root));
    await refuseForeignTrial(log, root, invocation);
    terminal.progress("reading the repository");
    const { repository } = placeOf(log.policy.policy, request);
    await using kept = await reserveHomeMirror(invocation.home, repository.id);
    const mirror = kept.folder === undefined ? {} : { keep: kept.folder };
    const verdict = await judgeCommit(log, { ...request, ...mirror }, invocation);
    return { json: verdictJson(verdict), text: verdictText(verdict, terminal), code: verdict.code };
  },
};
