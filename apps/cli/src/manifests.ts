import { list, object, string } from "@countersign/attest";
import type { Read, Reader } from "@countersign/attest";
import { readAnswer } from "./answer-reading.ts";
import type { ServiceAccess } from "./service-access.ts";
import { askService } from "./service-client.ts";

/** Pages of one list, and no more of them than any honest repository has. */
const MOST_PAGES = 1_000;

/** Every manifest of a repository of the service, or of its only one. */
export async function allManifests({ address, token }: ServiceAccess, repository: string | undefined) {
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

function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (value, place) => (value === null ? null : reader(value, place));
}

const manifest = object({
  name: string,
  inForce: orNull(string),
  proposed: orNull(object({ ref: string, commit: string, change: orNull(string) })),
});
/** A manifest: its name, the tree that is in force, and what is proposed in its place. */
export type Manifest = Read<typeof manifest>;

const form = object({ repository: string, items: list(manifest), next: orNull(string) });
