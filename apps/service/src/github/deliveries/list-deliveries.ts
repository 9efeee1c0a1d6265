import { z } from "zod";
import type { Github } from "../client/github.ts";
import { id, text } from "../events/fields.ts";

/** One attempt of GitHub's to deliver an event, as its list has it. */
export type ListedDelivery = {
  /** GitHub's number of the attempt. */
  readonly delivery: number;
  /** `X-GitHub-Delivery`: the same for every attempt of an event. */
  readonly guid: string;
  readonly event: string;
  readonly at: Date;
};

const listed = z.array(
  z.object({ id, guid: z.string().max(100), event: text, delivered_at: z.iso.datetime({ offset: true }) }).transform(
    ({ id: delivery, guid, event, delivered_at: at }): ListedDelivery => ({
      delivery,
      guid,
      event,
      at: new Date(at),
    }),
  ),
);

/** Pages of a hundred, far more than a repository gives in three days; of more, people are told. */
const MOST_PAGES = 1_000;

/** What GitHub delivered or tried to since a time, the newest first (github.md §8); `isAll` is false where there was more than one pass reads. */
export async function listDeliveries(
  github: Github,
  since: Date,
  signal: AbortSignal,
): Promise<{ readonly deliveries: readonly ListedDelivery[]; readonly isAll: boolean }> {
  const deliveries: ListedDelivery[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const asked = { per_page: 100, ...(cursor === undefined ? {} : { cursor }) };
    const { data, headers } = await github.ask("app", "GET /app/hook/deliveries", asked, { signal });
    const some = listed.parse(data);
    deliveries.push(...some.filter(({ at }) => at >= since));
    cursor = nextCursor(headers["link"] ?? "");
    if (cursor === undefined || some.some(({ at }) => at < since)) return { deliveries, isAll: true };
  }
  return { deliveries, isAll: false };
}

function nextCursor(link: string): string | undefined {
  const [, url] = /<([^>]*)>;\s*rel="next"/.exec(link) ?? [];
  return url === undefined ? undefined : (new URL(url).searchParams.get("cursor") ?? undefined);
}
