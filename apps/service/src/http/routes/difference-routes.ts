import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CountersignError } from "@countersign/core";
import type { ChangeRecord, LogContents } from "@countersign/core";
import { mirrorFolder } from "@countersign/home/mirror-folder";
import { z } from "zod";
import { nameOf } from "../../access/actor.ts";
import type { Actor } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import type { AskedPart, AskedTree } from "../../difference/asked.ts";
import type { ApiParts } from "../api-parts.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";

const READERS = { people: "all", scope: "read" } as const;
const id = z.string().regex(/^[0-9a-f]{64}$/);
const natural = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,8})$/)
  .transform(Number);

const params = z.strictObject({ change: id });
const inFile = params.extend({ file: natural.describe("Number of the file in the index, from 0") });
const since = z.strictObject({
  since: id
    .optional()
    .describe("An earlier change: what differs from its result, instead of all that the change does to its base"),
});
const some = since.extend({
  start: natural.describe("The first row, from 0"),
  end: natural.describe("The row behind the last one"),
});

const CODES = ["web.unknown", "git.missing-object", "git.patch-blob", "limit.difference", "limit.patch", "limit.busy"];
/** Rows of one answer. */
const MOST_ROWS = 20_000;

/**
 * Differences as rows, documents of `@countersign/rows` (`rows-1`): git's own patch between two trees, with words, moves and colours beside it.
 * What a reader sees is written down before it is answered.
 */
export function differenceRoutes(parts: ApiParts): readonly Route[] {
  return [indexRoute(parts), sliceRoute(parts), gapRoute(parts), tokensRoute(parts)];
}

function indexRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/rows",
    summary: "Every file that a change differs in, whatever its size, without rows",
    access: READERS,
    params,
    query: since,
    status: 200,
    type: "application/json",
    codes: CODES,
    run: ({ params: { change }, query, contents, actor }) =>
      partOf(parts, { contents, actor, change, since: query.since }, { kind: "index" }),
  });
}

function sliceRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/rows/{file}",
    summary: `Rows of a file, with the words that changed and what moved; at most ${MOST_ROWS}`,
    access: READERS,
    params: inFile,
    query: some,
    status: 200,
    type: "application/json",
    codes: CODES,
    run: ({ params: { change, file }, query: { since: earlier, start, end }, contents, actor }) =>
      partOf(parts, { contents, actor, change, since: earlier }, { kind: "slice", file, ...bounded(start, end) }),
  });
}

function gapRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/rows/{file}/gaps/{gap}",
    summary: "Lines that no hunk shows: those before the hunk with this number, or behind the last",
    access: READERS,
    params: inFile.extend({ gap: natural }),
    query: some,
    status: 200,
    type: "application/json",
    codes: CODES,
    run: ({ params: { change, file, gap }, query: { since: earlier, start, end }, contents, actor }) =>
      partOf(parts, { contents, actor, change, since: earlier }, { kind: "gap", file, gap, ...bounded(start, end) }),
  });
}

function tokensRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/rows/{file}/tokens/{side}",
    summary: "Colours of one side of a file, line by line; 204 where there are none",
    access: READERS,
    params: inFile.extend({ side: z.enum(["old", "new"]) }),
    query: since,
    status: 200,
    statuses: { 204: "The language is not known, or it would take too long" },
    type: "application/json",
    codes: CODES,
    run: ({ params: { change, file, side }, query, contents, actor }) =>
      partOf(parts, { contents, actor, change, since: query.since }, { kind: "tokens", file, side }),
  });
}

function bounded(start: number, end: number): { readonly start: number; readonly end: number } {
  return { start, end: Math.min(end, start + MOST_ROWS) };
}

type AskedRows = {
  readonly contents: LogContents;
  readonly actor: Actor | undefined;
  readonly change: string;
  readonly since: string | undefined;
};

async function partOf(
  { db, differences, mirrors }: ApiParts,
  { contents, actor, change, since: earlier }: AskedRows,
  part: AskedPart,
) {
  const record = recordOf(contents, change);
  const before = earlier === undefined ? undefined : recordOf(contents, earlier);
  if (before !== undefined && before.repository.id !== record.repository.id)
    throw new CountersignError("web.unknown", "the earlier change is of another repository");
  const { objectFormat, repository } = record;
  const dir = join(mirrorFolder(mirrors, repository.id), "mirror.git");
  // Opening would make one.
  if (!existsSync(dir)) throw unknown("mirror of the repository");
  const trees = {
    mirror: { dir, objectFormat, searchPath: mirrors.searchPath },
    from: before === undefined ? { commit: record.base.gitCommit } : resultOf(before),
    to: resultOf(record),
  };
  const { bytes } = await differences.ask({ trees, part }, nameOf(actor));
  await audit(db, nameOf(actor), "read-rows", `${change} ${"file" in part ? part.file : "index"}`);
  if (bytes === undefined) return { status: 204 };
  return { bytes, etag: createHash("sha256").update(bytes).digest("base64url") };
}

function resultOf({ base, head, result }: ChangeRecord): AskedTree {
  return { tree: result.gitTree, base: base.gitCommit, head: head.gitCommit };
}

function recordOf({ changes }: LogContents, change: string): ChangeRecord {
  const found = changes.findLast(({ record }) => record.change === change);
  if (found === undefined) throw unknown("change");
  return found.record;
}
