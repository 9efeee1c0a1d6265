import { openRepository, resolveRevision } from "@countersign/adapters/git";
import { CountersignError, requirementById } from "@countersign/core";
import type { Baseline, Oid, Policy } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import type { Command, Invocation } from "../command.ts";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { nextCommand } from "../next-command.ts";
import { placeOf } from "../place.ts";
import type { Place } from "../place.ts";
import { propose } from "../proposals.ts";
import { openMirrored } from "../source.ts";
import { harmless, shortId } from "../terminal.ts";

export const baselineCommand: Command = {
  name: "baseline",
  summary: "propose the commit from which on every change needs approval; each side signs it with approve",
  usage: "baseline --repo PATH --commit REV [--ref REF] [--repository ID] [--requirements ID]... [-m TEXT]",
  details:
    "Prints the id of the proposal. It enters the log when every organisation that governs, and every role whose requirement it settles, has signed.",
  options: {
    repo: { value: "PATH", help: "a clone that has the commit; it is only fetched from" },
    commit: { value: "REV", help: "the commit; names are resolved once, and the full id is what everybody signs" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    requirements: { value: "ID", many: true, help: "settle only these requirements; may be repeated (default: all)" },
    message: { short: "m", value: "TEXT", help: "why this commit, for those who sign" },
  },
  examples: [
    "baseline --repo . --commit main",
    "baseline --repo . --commit v1.4 --requirements data-flow -m 'data-flow begins here' --json",
  ],
  async run(invocation) {
    const { required, value, values, home, terminal } = invocation;
    const [repo, revision] = [required("repo"), required("commit")];
    await using opened = await workInHome(home);
    const { policy, sha256 } = contentsOf(opened).policy;
    const place = placeOf(policy, { repository: value("repository"), ref: value("ref") });
    const requirements = requirementIds(policy, values("requirements"));
    terminal.progress("reading the repository");
    const record: Baseline = {
      repository: { id: place.repository.id, uri: place.repository.uri },
      ref: place.ref,
      ...(await commitAndTree(invocation, place, repo, revision)),
      policy: { version: policy.version, sha256 },
      requirements,
      message: value("message") ?? "",
    };
    const { id, outcome } = await propose(opened, record);
    const leaf = opened.own?.soFar()?.records.get(id);
    const json = {
      change: id,
      ref: record.ref,
      commit: record.commit,
      tree: record.tree,
      repository: record.repository.id,
      requirements,
      ...(leaf === undefined ? {} : { leaf }),
    };
    const said =
      leaf !== undefined
        ? `is in the log at leaf ${leaf}`
        : outcome === "proposed"
          ? "is proposed"
          : "was proposed before";
    const lines = [
      `baseline ${shortId(id)} ${said}`,
      `  commit        ${record.commit} on ${record.ref} of ${record.repository.id}`,
      `  requirements  ${requirements.join(", ")}`,
      ...(leaf === undefined
        ? [`next, each side: ${nextCommand(invocation, `approve ${shortId(id)} --key KEY`)}`]
        : []),
    ];
    return { json, text: lines.map((line) => harmless(line)).join("\n") };
  },
};

/** All requirements of the policy, or those asked for in the policy's order; `usage.requirement` for one that it does not have. */
function requirementIds(policy: Policy, asked: readonly string[]): readonly string[] {
  const unknown = asked.find((id) => requirementById(policy, id) === undefined);
  if (unknown !== undefined)
    throw new CountersignError(
      "usage.requirement",
      `the policy has no requirement ${JSON.stringify(unknown)}; it has ${policy.requirements.map(({ id }) => id).join(", ")}`,
    );
  return policy.requirements.map(({ id }) => id).filter((id) => asked.length === 0 || asked.includes(id));
}

async function commitAndTree(
  { home }: Invocation,
  { repository }: Place,
  repo: string,
  revision: string,
): Promise<{ readonly commit: Oid; readonly tree: Oid }> {
  await using mirrored = await openMirrored(repo, home.env, mirrorFolder(home, repository.id));
  const { oid } = await resolveRevision(mirrored.mirror, mirrored.source, revision, {
    skipList: repository.oldHeaderDefects,
  });
  await using objects = openRepository(mirrored.mirror);
  const { tree } = await objects.commit(oid);
  return { commit: oid, tree };
}
