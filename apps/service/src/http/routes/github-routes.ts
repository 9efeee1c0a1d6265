import { z } from "zod";
import { githubStanding } from "../../github/tamper/standing.ts";
import type { ApiParts } from "../api-parts.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";

const text = z.string();
const answer = z.strictObject({
  installations: z.array(
    z.strictObject({ installation: text, account: text, suspended: z.boolean(), gone: z.boolean(), seen: text }),
  ),
  repositories: z.array(
    z.strictObject({
      repository: text,
      name: text,
      installation: text,
      archived: z.boolean(),
      gone: text.nullable().describe("Why nobody of ours reaches it any more, a code"),
    }),
  ),
  guards: z
    .array(
      z.strictObject({
        repository: text,
        subject: text,
        aspect: text,
        state: z.enum(["right", "wrong", "unseen"]),
        detail: text,
        since: text,
      }),
    )
    .describe("What has to stand on GitHub so that the gate is asked; `wrong` is monitor.gate-removed"),
  deployments: z.array(
    z.strictObject({
      repository: text,
      run: text,
      environment: text,
      deployment: text,
      commit: text,
      asked: text,
      state: z.enum(["open", "approved", "rejected", "over"]),
      believed: text.nullable().describe("What GitHub believes, as it showed it last"),
      code: text.nullable(),
      decision: text.nullable(),
      refused: text.nullable(),
      reports: z.int(),
      verdict: text.nullable().describe("SHA-256 of the verdict's statement"),
      signed: z.boolean(),
      next: text,
    }),
  ),
  missing: z
    .array(z.strictObject({ delivery: text, event: text, since: text, attempts: z.int(), lost: z.boolean() }))
    .describe("Deliveries that GitHub made and that did not come"),
});

/** How the service stands with GitHub: a display, by which nothing is decided. */
export function githubRoutes({ db }: Pick<ApiParts, "db">): readonly Route[] {
  return [
    route({
      ...NOTHING,
      method: "GET",
      path: "/v1/github",
      summary:
        "How the GitHub App stands: installations, what has the gate asked, deployments that wait, lost deliveries",
      access: { people: "all", scope: "read" },
      status: 200,
      answer,
      run: async () => ({ json: jsonOf(await githubStanding(db)) }),
    }),
  ];
}

function jsonOf({
  installations,
  repositories,
  guards,
  deployments,
  missing,
}: Awaited<ReturnType<typeof githubStanding>>) {
  return {
    installations: installations.map(({ installation, account, suspended, gone, seen }) => ({
      installation,
      account,
      suspended,
      gone,
      seen: seen.toISOString(),
    })),
    repositories: repositories.map(({ repository, full_name: name, installation, archived, gone }) => ({
      repository,
      name,
      installation,
      archived,
      gone,
    })),
    guards: guards.map(({ repository, subject, aspect, state, detail, since }) => ({
      repository,
      subject,
      aspect,
      state,
      detail,
      since: since.toISOString(),
    })),
    deployments: deployments.map(({ sha: commit, verdict_id: verdict, asked, next, ...row }) => ({
      ...row,
      commit,
      verdict,
      asked: asked.toISOString(),
      next: next.toISOString(),
    })),
    missing: missing.map(({ guid: delivery, event, first, attempts, lost }) => ({
      delivery,
      event,
      since: first.toISOString(),
      attempts,
      lost,
    })),
  };
}
