import { z } from "zod";
import { captureProblems } from "../../capture/problems.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, pageByName } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { tagOf } from "../etag.ts";

const problem = z.strictObject({
  repository: z.string(),
  subject: z.string().describe("A full ref, the id of a landed commit, or the repository's own id"),
  code: z.string(),
  detail: z.string(),
  since: z.iso.datetime(),
});

/** What cannot be captured, for whoever can mend it. */
export function captureRoutes({ db }: ApiParts): readonly Route[] {
  return [
    route({
      ...NOTHING,
      method: "GET",
      path: "/v1/captures/problems",
      summary: "What of the repositories cannot be captured now, the oldest first. It is tried again by itself",
      access: { people: "all", scope: "read" },
      query: PAGE.extend({ repository: z.string().max(512).optional() }),
      status: 200,
      answer: z.strictObject({ items: z.array(problem), next: z.string().nullable() }),
      codes: ["web.cursor"],
      async run({ query: { repository, ...page } }) {
        const rows = await captureProblems(db, repository);
        const all = rows.map(({ since, ...one }) => ({ ...one, since: since.toISOString() }));
        const { items, next } = pageByName(all.toSorted(byPlace), page, placeOf);
        const json = { items: [...items], next };
        return { json, etag: tagOf(json) };
      },
    }),
  ];
}

type Problem = z.infer<typeof problem>;

const placeOf = ({ since, repository, subject }: Problem) => `${since} ${repository} ${subject}`;
const byPlace = (a: Problem, b: Problem) => (placeOf(a) < placeOf(b) ? -1 : 1);
