import { formatBase64 } from "@countersign/attest";
import { KINDS, parseLeaf, remedyFor } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import { z } from "zod";
import { nameOf } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { withheldFrom } from "../../access/evidence-readers.ts";
import { timesOfLeaves } from "../../queue/write-projection.ts";
import type { ApiParts } from "../api-parts.ts";
import { pageOf } from "../cursor.ts";
import { entryFacts } from "../log/entry-facts.ts";
import type { EntryFacts } from "../log/entry-facts.ts";
import { FILTER, INDEX, isWanted, requireOpenFilter } from "../log/entry-filter.ts";
import { publishedSize, readLeaf, silentKinds } from "../log/read-leaf.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";
import { tagOf } from "../etag.ts";

const signer = z.union([
  z.strictObject({ person: z.string(), organisation: z.string(), key: z.string().describe("Its fingerprint") }),
  z.strictObject({ machine: z.string() }),
]);

const facts = z.strictObject({
  record: z.string().describe("SHA-256 of what was signed"),
  kind: z.enum(KINDS),
  repository: z.string().optional(),
  ref: z.string().optional(),
  commit: z.string().optional(),
  change: z.string().optional(),
  environment: z.string().optional(),
  decision: z.string().optional(),
  role: z.string().optional(),
  state: z.string().optional().describe("Of a deployment or an incident"),
  code: z.string().optional().describe("Of an incident"),
  about: z.int().optional().describe("The leaf that an incident is about"),
  version: z.int().optional().describe("Of a policy"),
  requirements: z.array(z.string()).optional().describe("Which a baseline settles"),
  title: z.string().optional().describe("The author's words"),
  signedBy: z.array(signer).describe("People, and whoever opened an incident; a service or gate signs the rest"),
});

const entry = {
  index: z.int(),
  kind: z.enum(KINDS),
  time: z.iso.datetime().nullable().describe("When it was written here, which is no evidence; null while unknown"),
  published: z.boolean().describe("Whether the published checkpoint covers it"),
  state: z
    .enum(["counts", "voided", "no-effect"])
    .describe("Voided by a later policy; or a record that was logged before, or says nothing that counts"),
  facts: facts.nullable().describe("Null where they are withheld, and where it says nothing"),
};

const withheld = z.strictObject({ code: z.string(), remedy: z.string() }).nullable();

/** The log to look through: everybody sees kinds and leaves, and what is signed whoever reads evidence (formats, "Log"). */
export function logEntryRoutes(parts: ApiParts): readonly Route[] {
  return [listRoute(parts), entryRoute(parts)];
}

function listRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/log/entries",
    summary: "Entries of the log, newest first; without rights their kinds alone",
    access: "public",
    query: FILTER,
    status: 200,
    answer: z.strictObject({
      size: z.int(),
      published: z.int(),
      withheld,
      items: z.array(z.strictObject(entry)),
      next: z.string().nullable(),
    }),
    codes: ["web.cursor", "auth.no-login", "auth.scope"],
    async run({ query: { limit, cursor, ...filter }, contents, actor }) {
      const code = withheldFrom(actor);
      requireOpenFilter(filter, code);
      const published = await publishedSize(parts.log);
      const kinds = await silentKinds(parts.log, contents);
      const wanted = entriesFrom(contents, kinds).filter((one) => isWanted(filter, one));
      const page = {
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const { items, next } = pageOf(wanted, page, ({ index }) => index, "falling");
      const times = await timesOfLeaves(
        parts.db,
        items.map(({ index }) => index),
      );
      const shown = items.map((one) => entryJson(contents, one, { published, code, time: times(one.index) }));
      const json = { size: contents.size, published, withheld: withheldJson(code), items: shown, next };
      return { json, etag: tagOf(json) };
    },
  });
}

function entryRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/log/entries/{index}",
    summary: "An entry of the log: its leaf for everybody, salt and envelope for whoever reads evidence",
    access: "public",
    params: z.strictObject({ index: INDEX }),
    status: 200,
    answer: z.strictObject({
      ...entry,
      size: z.int(),
      leaf: z.base64().describe("What the tree has: its hash is that of these bytes"),
      salt: z.base64().optional(),
      envelope: z.base64().optional().describe("The DSSE envelope as it was logged"),
      withheld,
    }),
    codes: ["web.unknown", "web.params"],
    async run({ params: { index }, contents, actor }) {
      const code = withheldFrom(actor);
      const line =
        index < contents.size ? await readLeaf(parts.log, index, { evidence: code === undefined }) : undefined;
      if (line === undefined) throw unknown("entry");
      if (code === undefined) await audit(parts.db, nameOf(actor), "read-evidence", `leaf ${index}`);
      const published = await publishedSize(parts.log);
      const times = await timesOfLeaves(parts.db, [index]);
      const { kind } = parseLeaf(line.leaf);
      const found = { index, kind, facts: entryFacts(contents).get(index) };
      const { salt, evidence } = line;
      const shown =
        salt === undefined || evidence === undefined
          ? { withheld: withheldJson(code ?? "bundle.evidence-missing") }
          : { salt: formatBase64(salt), envelope: formatBase64(evidence), withheld: null };
      const json = {
        ...entryJson(contents, found, { published, code, time: times(index) }),
        size: contents.size,
        leaf: formatBase64(line.leaf),
        ...shown,
      };
      return { json, etag: tagOf(json) };
    },
  });
}

type Found = { readonly index: number; readonly kind: EntryFacts["kind"]; readonly facts: EntryFacts | undefined };
type Kinds = Awaited<ReturnType<typeof silentKinds>>;

/** One after another: whoever wants a page does not look through a log of a million leaves. */
function* entriesFrom(contents: LogContents, kinds: Kinds): Generator<Found> {
  const known = entryFacts(contents);
  for (let index = contents.size - 1; index >= 0; index -= 1) {
    const found = known.get(index);
    const kind = found?.kind ?? kinds.get(index);
    if (kind !== undefined) yield { index, kind, facts: found };
  }
}

type Seen = { readonly published: number; readonly code: string | undefined; readonly time: number };

function entryJson({ voided }: LogContents, { index, kind, facts: found }: Found, { published, code, time }: Seen) {
  const isVoided = voided.some(({ leaf }) => leaf === index);
  return {
    index,
    kind,
    time: time === 0 ? null : new Date(time).toISOString(),
    published: index < published,
    state: isVoided ? ("voided" as const) : found === undefined ? ("no-effect" as const) : ("counts" as const),
    facts: code === undefined && found !== undefined ? factsJson(found) : null,
  };
}

function factsJson({ signedBy, requirements, ...rest }: EntryFacts): z.infer<typeof facts> {
  return {
    ...rest,
    ...(requirements === undefined ? {} : { requirements: [...requirements] }),
    signedBy: [...signedBy],
  };
}

function withheldJson(code: string | undefined): z.infer<typeof withheld> {
  return code === undefined ? null : { code, remedy: remedyFor(code) };
}
