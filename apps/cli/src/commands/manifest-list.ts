import type { Command, Invocation } from "../command.ts";
import { allManifests } from "../manifests.ts";
import type { Manifest } from "../manifests.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { SERVICE_OPTIONS, serviceAccess } from "../service-access.ts";
import { harmless, shortId } from "../terminal.ts";

export const manifestListCommand: Command = {
  name: "manifest list",
  summary: "manifests of the service: what is in force, and what is proposed",
  usage: "manifest list --url URL [--repository ID] [--token-file FILE]",
  details:
    "By name. JSON: repository, and manifests with name, inForce (a tree), proposed (ref, commit, and the change that it was captured as).",
  options: {
    repository: { value: "ID", help: "the manifest repository's id in the policy; not needed if there is only one" },
    ...SERVICE_OPTIONS,
  },
  examples: ["manifest list --url https://countersign.acme.example --json"],
  async run(invocation) {
    const access = await serviceAccess(invocation);
    const { repository, items } = await allManifests(access, invocation.value("repository"));
    const [show] = items.flatMap(({ proposed }) => proposed?.change ?? []);
    return {
      json: { repository, manifests: items.map((item) => ({ ...item })) },
      text: [
        `${items.length} manifests in ${harmless(repository)}`,
        ...items.map(lineOf),
        ...(show === undefined ? [] : [nextLine(invocation, show)]),
      ].join("\n"),
    };
  },
};

function lineOf({ name, inForce, proposed }: Manifest): string {
  const force = inForce === null ? "nothing in force" : `in force: ${shortId(inForce)}`;
  if (proposed === null) return `  ${harmless(name)}  ${harmless(force)}`;
  const change = proposed.change === null ? "not captured yet" : `change ${shortId(proposed.change)}`;
  return `  ${harmless(name)}  ${harmless(force)}, proposed: ${harmless(proposed.commit)} (${harmless(change)})`;
}

function nextLine(invocation: Invocation, change: string): string {
  return `next: ${nextCommand(invocation, `show ${shellWord(shortId(change))}`)}`;
}
