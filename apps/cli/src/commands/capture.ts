import { openRepository, resolveEnds } from "@countersign/adapters/git";
import type { Capture } from "@countersign/core";
import { captureBy, contentsOf, logCaptured, parsePusher, workInHome } from "@countersign/home";
import type { OpenedHome } from "@countersign/home";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { analyse } from "@countersign/service/analysis";
import { capturedOutcome } from "../captured-outcome.ts";
import type { Command, Invocation, Outcome } from "../command.ts";
import { repositoryAbove } from "../git-work-tree.ts";
import { placeOf } from "../place.ts";
import type { Place } from "../place.ts";
import { openMirrored } from "../source.ts";
import { RENDERER } from "../version.ts";

export const captureCommand: Command = {
  name: "capture",
  summary: "record a proposal to move a protected ref, so that reviewers can decide about it",
  usage:
    "capture --repo PATH --base REV --head REV [--ref REF] [--repository ID] [--proposal ID] [--pushed-by HOST:ID…]",
  details:
    "Fetches both commits into a mirror of its own, merges the head onto the base, lists every change in the policy's scope with everybody who has a part in it, keeps the packet that reviewers are shown, and logs the change, signed with the service key. The base is the commit that the head would be merged onto: the tip of the ref. The same proposal captured again is the same change, and nothing is added to the log.",
  options: {
    repo: { value: "PATH", help: "a clone that has both commits; it is only fetched from" },
    base: { value: "REV", help: "a commit: branch, tag, id, or 7 digits of one" },
    head: { value: "REV", help: "the commit that is proposed" },
    ref: { value: "REF", help: "the protected ref that is to move (default: the only one)" },
    repository: { value: "ID", help: "the policy's id of the repository (default: the only one)" },
    proposal: {
      value: "ID",
      help: "the host's name of the proposal: its earlier revisions are then replaced by this one",
    },
    "pushed-by": {
      value: "HOST:ID",
      many: true,
      help: "an account that pushed, github: and its number, such as github:1001; may be repeated",
    },
  },
  examples: [
    "capture --repo . --base main --head feature",
    "capture --repo . --base main --head feature --ref refs/heads/main --proposal 42 --pushed-by github:1001 --json",
  ],
  async run(invocation) {
    await using opened = await workInHome(invocation.home);
    const { policy } = contentsOf(opened);
    const place = placeOf(policy.policy, { repository: invocation.value("repository"), ref: invocation.value("ref") });
    const captured = await captureFrom(invocation, opened, place);
    if (captured.outcome === "not-applicable") return nothingInScope(captured.excluded);
    return capturedOutcome(invocation, opened, captured, await logCaptured(opened, captured));
  },
};

async function captureFrom(
  { required, value, values, terminal, home }: Invocation,
  opened: OpenedHome,
  place: Place,
): Promise<Capture> {
  const { id, oldHeaderDefects: skipList } = place.repository;
  await using mirrored = await openMirrored(await repositoryAbove(required("repo")), home.env, mirrorFolder(home, id));
  const { mirror, source } = mirrored;
  const typed = { base: required("base"), head: required("head") };
  terminal.progress(`fetching base ${typed.base} and head ${typed.head}`);
  const ends = await resolveEnds(mirror, source, typed, { skipList });
  const [base, head] = [ends.base.oid, ends.head.oid];
  const proposal = value("proposal");
  const pushers = values("pushed-by").map(parsePusher);
  terminal.progress(`reading ${base.slice(0, 12)}..${head.slice(0, 12)}`);
  await using repository = openRepository(mirror, { keepContents: true });
  const parts = { repository, analyse, renderer: RENDERER };
  const request = {
    repository: id,
    ref: place.ref,
    base,
    head,
    pushers,
    ...(proposal === undefined ? {} : { proposal }),
  };
  return await captureBy(parts, contentsOf(opened), request);
}

function nothingInScope(excluded: number): Outcome {
  const paths =
    excluded === 0
      ? "it changes nothing"
      : excluded === 1
        ? "the policy's scope excludes the only path that it changes"
        : `the policy's scope excludes all ${excluded} paths that it changes`;
  const json = { change: null, state: "NOT_APPLICABLE", excluded, entries: [], requirements: [], rejections: [] };
  return { json, text: `Nothing to decide: ${paths}.` };
}
