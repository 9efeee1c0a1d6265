import { list, object, string } from "@countersign/attest";
import type { Read, Reader } from "@countersign/attest";
import { readAnswer } from "../answer-reading.ts";
import type { Command, Invocation } from "../command.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { SERVICE_OPTIONS, serviceAccess } from "../service-access.ts";
import type { ServiceAccess } from "../service-access.ts";
import { askService } from "../service-client.ts";
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

/** Pages of one list, and no more of them than any honest repository has. */
const MOST_PAGES = 1_000;

async function allManifests({ address, token }: ServiceAccess, repository: string | undefined) {
  const items: Manifest[] = [];
  let [id, cursor]: readonly [string, string | null] = [repository ?? "", null];
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = new URLSearchParams({
      limit: "200",
      ...(repository === undefined ? {} : { repository }),
      ...(cursor === null ? {} : { cursor }),
    });
    const bytes = await askService(address, { method: "GET", path: `/v1/manifests?${query.toString()}`, token });
    const page = readAnswer(form, bytes);
    items.push(...page.items);
    [id, cursor] = [page.repository, page.next];
    if (cursor === null) break;
  }
  return { repository: id, items };
}

function lineOf({ name, inForce, proposed }: Manifest): string {
  const force = inForce === null ? "nothing in force" : `in force: ${shortId(inForce)}`;
  if (proposed === null) return `  ${harmless(name)}  ${harmless(force)}`;
  const change = proposed.change === null ? "not captured yet" : `change ${shortId(proposed.change)}`;
  return `  ${harmless(name)}  ${harmless(force)}, proposed: ${harmless(proposed.commit)} (${harmless(change)})`;
}

function nextLine(invocation: Invocation, change: string): string {
  return `next: ${nextCommand(invocation, `show ${shellWord(shortId(change))}`)}`;
}

function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value, place) => (value === null ? null : reader(value, place));
}

const manifest = object({
  name: string,
  inForce: orNull(string),
  proposed: orNull(object({ ref: string, commit: string, change: orNull(string) })),
});
type Manifest = Read<typeof manifest>;

const form = object({ repository: string, items: list(manifest), next: orNull(string) });
