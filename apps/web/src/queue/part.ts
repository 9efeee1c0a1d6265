import type { Api } from "../api/client.ts";
import { dataOf } from "../api/client.ts";
import type { Task } from "../api/types.ts";

/** The first tasks of a query in its order, as many pages as were asked for; `next` while there are more. */
export type Part = { readonly tasks: readonly Task[]; readonly next: string | null; readonly pages: number };

const PAGE = 100;

/** Pages that are read anew by themselves when something happened: what was looked at beyond is shown as it was. */
export const MOST_PAGES = 20;

/** Reads the first pages of a query, one after the other. Problems as `GET /v1/queue`. */
export async function readPart(api: Api, q: string, pages: number, signal: AbortSignal): Promise<Part> {
  let part: Part = { tasks: [], next: null, pages: 0 };
  do part = await readMore(api, q, part, signal);
  while (part.next !== null && part.pages < pages);
  return part;
}

/** Reads one page more. */
export async function readMore(api: Api, q: string, { tasks, next, pages }: Part, signal?: AbortSignal): Promise<Part> {
  const query = { q, limit: String(PAGE), ...(next === null ? {} : { cursor: next }) };
  const page = await dataOf(api.GET("/v1/queue", { params: { query }, ...(signal === undefined ? {} : { signal }) }));
  return { tasks: [...tasks, ...page.items], next: page.next, pages: pages + 1 };
}
