import { CountersignError, parseOid, personById } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { z } from "zod";
import type { Actor } from "../../access/actor.ts";
import { nameOf } from "../../access/actor.ts";
import { audit } from "../../access/audit.ts";
import { hintAt } from "../../capture/hint.ts";
import { inForceAs, landManifest, proposeManifest, proposedRef, requireProposed } from "../../capture/manifest.ts";
import type { ManifestPlace } from "../../capture/manifest.ts";
import { proposedChange, requireDecided } from "../../capture/manifest-decided.ts";
import { listManifests } from "../../capture/manifest-list.ts";
import type { ApiParts } from "../api-parts.ts";
import { packetOf } from "../change-json.ts";
import { PAGE, pageByName } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { unknown } from "../unknown.ts";
import { tagOf } from "../etag.ts";

const WRITERS = { people: "operator", scope: "captures:write" } as const;
const repository = z.string().min(1).max(512).optional().describe("Not needed where there is only one");
const commit = z.string().regex(/^[0-9a-f]{40}$/);
const name = z.string().max(64).describe("What it is a snapshot of: a folder, and the end of its branch");

const standing = z.strictObject({
  name,
  inForce: z.string().nullable().describe("The tree of its folder on main"),
  proposed: z
    .strictObject({ ref: z.string(), commit, change: z.string().nullable().describe("Null before it is captured") })
    .nullable(),
});

/** Artifacts outside Git, as snapshots in a repository that the service keeps and that is reviewed like any other. */
export function manifestRoutes(parts: ApiParts): readonly Route[] {
  return [listRoute(parts), proposeRoute(parts), landRoute(parts)];
}

function listRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/manifests",
    summary: "Manifests by name: what is in force of each, and what is proposed",
    access: { people: "all", scope: "read" },
    query: PAGE.extend({ repository }),
    status: 200,
    answer: z.strictObject({ repository: z.string(), items: z.array(standing), next: z.string().nullable() }),
    codes: ["web.unknown", "web.cursor"],
    async run({ query: { repository: asked, ...page }, contents }) {
      const { id, place } = placeOf(parts, asked);
      const { items, next } = pageByName(await listManifests(place), page, (one) => one.name);
      const shown = items.map(({ proposed, ...one }) => {
        if (proposed === null) return { ...one, proposed };
        const [ref, commit] = [proposedRef(one.name), proposed];
        const change = proposedChange(contents, { repository: id, ref, commit })?.record.change ?? null;
        return { ...one, proposed: { ref, commit, change } };
      });
      const json = { repository: id, items: shown, next };
      return { json, etag: tagOf(json) };
    },
  });
}

function proposeRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/manifests",
    summary: "Propose a snapshot of all files of an artifact. It is captured and reviewed like any branch",
    access: WRITERS,
    body: z.strictObject({
      repository,
      name,
      files: z.array(z.strictObject({ path: z.string().max(1_000), content: z.base64() })).max(10_000),
      message: z
        .string()
        .regex(/^[^\0]{1,20000}$/)
        .optional(),
    }),
    long: true,
    status: 200,
    answer: z.strictObject({
      repository: z.string(),
      ref: z.string(),
      commit,
      outcome: z
        .enum(["proposed", "present", "unchanged"])
        .describe("present: proposed before; unchanged: in force already, and nothing is proposed"),
    }),
    codes: [
      "web.unknown",
      "capture.manifest-name",
      "capture.manifest-path",
      "capture.manifest-moved",
      "limit.manifest",
    ],
    once: "repeatable",
    async run({ body, actor, contents }) {
      const { id, place } = placeOf(parts, body.repository);
      const files = body.files.map(({ path, content }) => ({
        path,
        content: new Uint8Array(Buffer.from(content, "base64")),
      }));
      const message = body.message ?? `Manifest ${body.name}\n`;
      const author = authorOf(contents.policy.policy, actor);
      const proposed = await proposeManifest(place, { name: body.name, files, author, message });
      await audit(parts.db, nameOf(actor), "manifest-proposed", `${body.name} ${proposed.commit}`);
      await hintAt(parts.db, parts.waker, id);
      return { json: { repository: id, ...proposed } };
    },
  });
}

function landRoute(parts: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/manifests/land",
    summary: "Put a proposed snapshot in force, once all whom the policy asks decided for it",
    access: WRITERS,
    body: z.strictObject({ repository, name, commit: commit.describe("What is proposed, as it was read") }),
    status: 200,
    answer: z.strictObject({ repository: z.string(), ref: z.string(), commit: commit.describe("What is in force") }),
    codes: [
      "web.unknown",
      "decision.missing",
      "decision.held",
      "decision.rejected",
      "capture.manifest-moved",
      "capture.manifest-unknown",
    ],
    once: "repeatable",
    async run({ body, actor, contents }) {
      const { id, place } = placeOf(parts, body.repository);
      const ref = proposedRef(body.name);
      const proposed = { repository: id, ref, commit: body.commit };
      const asked = parseOid(body.commit, "sha1");
      const before =
        proposedChange(contents, proposed) === undefined ? undefined : await inForceAs(place, body.name, asked);
      // Whoever did not hear that it landed asks again.
      if (before !== undefined) return { json: { repository: id, ref, commit: before } };
      await requireProposed(place, body.name, asked);
      await requireDecided(contents, proposed, (record) => packetOf(parts.log, record), parts.clock.now());
      const landed = await landManifest(place, body.name, asked);
      await audit(parts.db, nameOf(actor), "manifest-landed", `${body.name} ${landed}`);
      await hintAt(parts.db, parts.waker, id);
      return { json: { repository: id, ref, commit: landed } };
    },
  });
}

/** The repository that is meant: the one that is named, else the only one. */
function placeOf(
  { manifests }: ApiParts,
  asked: string | undefined,
): { readonly id: string; readonly place: ManifestPlace } {
  const [only, ...others] = manifests;
  const id = asked ?? (others.length === 0 ? only?.[0] : undefined);
  const place = id === undefined ? undefined : manifests.get(id);
  if (id !== undefined && place !== undefined) return { id, place };
  throw unknown("manifest repository: service.yaml has none of that id with `manifest: true`");
}

/** Whoever hands a snapshot in is its author: a person by an address that the policy has, so that nobody decides about their own. */
function authorOf(policy: Policy, actor: Actor | undefined): { readonly name: string; readonly email: string } {
  if (actor?.kind === "machine") return { name: actor.label, email: "token@countersign.invalid" };
  if (actor === undefined) throw new CountersignError("auth.no-login", "nobody is signed in");
  const [email = "person@countersign.invalid"] = personById(policy, actor.person)?.git ?? [];
  return { name: actor.person, email };
}
