import { resolveEnds } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { contentsOf, publishedLog, workInHome } from "@countersign/home";
import type { Command, Invocation } from "../command.ts";
import { repositoryAbove } from "../git-work-tree.ts";
import { judgeCommit } from "../judging.ts";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { placeOf } from "../place.ts";
import type { Place } from "../place.ts";
import { relayed } from "../relay.ts";
import { openMirrored } from "../source.ts";
import { verdictJson, verdictText } from "../verdict-text.ts";
import { awaitingIn, awaitingText } from "../waiting-text.ts";

export const checkCommand: Command = {
  name: "check",
  summary: "at a desk: capture what lies on top of the protected ref, and ask the gate about it",
  usage: "check [--repo PATH] [--head REV] [--env ENV] [--repository ID] [--ref REF]",
  details:
    "Captures the protected ref's tip..head and asks the gate about the head, as it would answer from a bundle written now. Ends as the gate does.",
  options: {
    repo: { value: "PATH", help: "the repository (default: the present folder)" },
    head: { value: "REV", help: "what to check (default: HEAD)" },
    env: { value: "ENV", help: "the environment (default: the one that requires most)" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
  },
  examples: ["check", "check --repo ../feed --head feature --env production-eu"],
  async run(invocation) {
    const { home, value, call, terminal } = invocation;
    const repo = await repositoryAbove(value("repo") ?? ".");
    const { place, environment } = await situation(invocation);
    const { base, head } = await ends(invocation, repo, place);
    const named = ["--repository", place.repository.id, "--ref", place.ref, "--home", home.dir];
    if (base !== head) {
      terminal.progress("capturing");
      relayed(await call(["capture", "--repo", repo, "--base", base, "--head", head, ...named, "--json"]));
    }
    await using opened = await workInHome(home);
    const awaiting = await awaitingIn(opened);
    if (awaiting !== undefined) terminal.note(awaitingText(awaiting));
    const request = {
      repo,
      commit: head,
      environment,
      repository: place.repository.id,
      ref: place.ref,
      keep: mirrorFolder(home, place.repository.id),
    };
    const verdict = await judgeCommit(await publishedLog(opened), request, invocation);
    return { json: verdictJson(verdict), text: verdictText(verdict, terminal), code: verdict.code };
  },
};

async function situation({
  home,
  value,
}: Invocation): Promise<{ readonly place: Place; readonly environment: string }> {
  await using opened = await workInHome(home);
  const { policy } = contentsOf(opened).policy;
  const place = placeOf(policy, { repository: value("repository"), ref: value("ref") });
  return { place, environment: value("env") ?? strictestEnvironment(policy) };
}

/** The environment that requires most. */
export function strictestEnvironment({ environments }: Policy): string {
  const [first] = environments.toSorted((a, b) => b.requires.length - a.requires.length);
  if (first === undefined) throw new CountersignError("usage.environment", "the policy has no environment");
  return first.id;
}

async function ends({ home, value }: Invocation, repo: string, { repository, ref }: Place) {
  await using mirrored = await openMirrored(repo, home.env, mirrorFolder(home, repository.id));
  const { mirror, source } = mirrored;
  const options = { skipList: repository.oldHeaderDefects };
  const { base, head } = await resolveEnds(mirror, source, { base: ref, head: value("head") ?? "HEAD" }, options);
  return { base: base.oid, head: head.oid };
}
