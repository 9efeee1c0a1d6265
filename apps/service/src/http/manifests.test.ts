import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "@countersign/attest";
import { analyse } from "../analysis.ts";
import { SILENT, workNow } from "../capture/world.testing.ts";
import type { LogContents } from "@countersign/core";
import { hintAt } from "../capture/hint.ts";
import { proposedChange } from "../capture/manifest-decided.ts";
import { parseSettings } from "../settings/settings.ts";
import { MANIFESTS, bodyOf, decisionOn, servedService } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;
let program: Record<string, string>;

beforeAll(async () => {
  service = await servedService();
  program = await service.token(["captures:write"]);
});
afterAll(() => service[Symbol.asyncDispose]());

const base64 = (text: string) => Buffer.from(text).toString("base64");
const snapshot = (name: string, content: string) => ({
  name,
  files: [{ path: "eu/weights.json", content: base64(content) }],
});
const propose = (body: unknown, headers: Record<string, string> = program) =>
  service.ask("POST", "/v1/manifests", { body, headers });
const land = (body: unknown, headers: Record<string, string> = program) =>
  service.ask("POST", "/v1/manifests/land", { body, headers });
const list = async (query = "", as?: Record<string, string>) =>
  service.get(`/v1/manifests${query}`, as ?? (await service.token(["read"])));

/** What a worker does when it is woken. */
async function captureProposals(): Promise<void> {
  const dir = join(service.dir, "..");
  const { repositories } = parseSettings(
    `repositories: [{id: "${MANIFESTS}", fetch: ${join(dir, "manifests.git")}, manifest: true}]`,
  );
  const said = () => {};
  await hintAt(service.db, SILENT, MANIFESTS);
  await workNow(
    {
      db: service.db,
      waker: SILENT,
      shared: service.shared,
      mirrors: { dir: join(dir, "service"), searchPath: process.env["PATH"] ?? "" },
      repositories,
      analyse,
      renderer: "countersign/test",
      env: {},
      events: { captured: said, landedUnreviewed: said, refRewound: said, notCaptured: said },
    },
    MANIFESTS,
  );
}

const proposedOf = ({ changes }: LogContents, commit: string) => {
  const found = changes.findLast(({ record }) => record.head.gitCommit === commit);
  if (found === undefined) throw new Error("the proposal is not captured");
  return found;
};

const changeNow = async (change: string) => {
  await service.shared.catchUp();
  const found = service.shared.soFar()?.changes.findLast(({ record }) => record.change === change);
  if (found === undefined) throw new Error("the change is not captured");
  return found.record;
};

describe("a manifest over HTTP", () => {
  it("is proposed, captured, decided, and only then lands", async () => {
    const said = await propose(snapshot("weights", '{"watch-time": 0.3}\n'));
    expect([said.status, said.json]).toMatchObject([200, { repository: MANIFESTS, outcome: "proposed" }]);
    expect(service.woken).toContain(`reconcile ${MANIFESTS}`);
    const commit = String(said.json["commit"]);
    const body = { name: "weights", commit };
    expect((await land(body)).json).toMatchObject({ status: 409, code: "decision.missing" });
    await captureProposals();
    expect((await land(body)).json).toMatchObject({ status: 409, code: "decision.missing" });

    const before = await list();
    expect(before.json).toMatchObject({
      items: [{ name: "weights", inForce: null, proposed: { commit } }],
      next: null,
    });
    const tag = { "if-none-match": before.headers.get("etag") ?? "" };
    expect((await list("", { ...(await service.token(["read"])), ...tag })).status).toBe(304);
    const [item] = before.json["items"] as readonly { readonly proposed: { readonly change: string } }[];
    const record = await changeNow(item?.proposed.change ?? "");
    expect(record.contributors).toEqual([{ name: "ci", email: "token@countersign.invalid", as: [] }]);

    const { as: dana } = await service.signIn("dana");
    const decide = async (who: "dana" | "nils", decision: "approve" | "hold") =>
      service.ask("POST", "/v1/decisions", { body: bodyOf(decisionOn(record, who, decision)), headers: dana });
    await decide("dana", "hold");
    expect((await land(body)).json).toMatchObject({ status: 409, code: "decision.held" });
    await decide("dana", "approve");
    await decide("nils", "approve");
    const landed = await land(body);
    expect([landed.status, landed.json]).toMatchObject([200, { commit, ref: "refs/heads/proposed/weights" }]);
    expect((await list()).json).toMatchObject({
      items: [{ name: "weights", inForce: expect.any(String), proposed: null }],
    });
    expect((await propose(snapshot("weights", '{"watch-time": 0.3}\n'))).json).toMatchObject({ outcome: "unchanged" });
    const again = await land(body);
    expect([again.status, again.json]).toMatchObject([200, { commit }]);
    const audited = await service.db.selectFrom("access_audit").select(["what", "about"]).execute();
    expect(audited.filter(({ what }) => what === "manifest-landed")).toEqual([
      { what: "manifest-landed", about: `weights ${commit}` },
    ]);
  });

  it("A3: lands as what was decided and as nothing else", async () => {
    const first = await propose(snapshot("flags", "1\n"));
    const second = await propose(snapshot("flags", "2\n"));
    expect(second.json).toMatchObject({ outcome: "proposed" });
    await captureProposals();
    for (const [{ json }, name, code] of [
      [first, "flags", "capture.manifest-moved"],
      [second, "flags", "decision.missing"],
      [second, "weights", "capture.manifest-unknown"],
      [second, "wieghts", "capture.manifest-unknown"],
    ] as const)
      expect((await land({ name, commit: json["commit"] })).json).toMatchObject({ code });
  });

  it("comes in pages by name", async () => {
    for (const name of ["a", "b", "c"]) await propose(snapshot(name, "{}\n"));
    const first = (await list("?limit=2")).json as { readonly items: readonly JsonObject[]; readonly next: string };
    expect(first.items.map(({ name }) => name)).toEqual(["a", "b"]);
    const second = (await list(`?limit=2&cursor=${first.next}`)).json as { readonly items: readonly JsonObject[] };
    expect(second.items.map(({ name }) => name)).toEqual(["c", "flags"]);
    expect((await list("?cursor=x")).json).toMatchObject({ code: "web.cursor" });
  });

  it("C11: writes nowhere but in its own folder", async () => {
    const file = (path: string) => ({ name: "x", files: [{ path, content: "" }] });
    for (const path of ["../x", ".git/config", "a\nD flags", "/etc/passwd", "a//b"])
      expect((await propose(file(path))).json).toMatchObject({ status: 422, code: "capture.manifest-path" });
    for (const name of ["../../heads/main", "x.lock", "", "X"])
      expect((await propose({ ...file("a"), name })).json).toMatchObject({
        status: 422,
        code: "capture.manifest-name",
      });
    expect((await propose({ ...file("a"), repository: "github:1" })).json).toMatchObject({ code: "web.unknown" });
  });
});

describe("a manifest that was decided", () => {
  it("A3: does not land by what was decided under another scope, or on another branch", async () => {
    const other = await servedService();
    const own = [service, program] as const;
    try {
      [service, program] = [other, await other.token(["captures:write"])];
      const commit = String((await propose(snapshot("weights", "1\n"))).json["commit"]);
      await captureProposals();
      const log = other.shared.soFar();
      if (log === undefined) throw new Error("the log is not read");
      const { record } = proposedOf(log, commit);
      const { as } = await other.signIn("dana");
      for (const who of ["dana", "nils"] as const)
        await other.ask("POST", "/v1/decisions", { body: bodyOf(decisionOn(record, who, "approve")), headers: as });
      const elsewhere = {
        ...log,
        changes: [{ ...proposedOf(log, commit), record: { ...record, ref: "refs/heads/x" } }],
      };
      const named = { repository: MANIFESTS, ref: "refs/heads/proposed/weights", commit };
      expect([proposedChange(log, named)?.record.change, proposedChange(elsewhere, named)]).toEqual([
        record.change,
        undefined,
      ]);
      await other.amend([["repositories.0.scope.exclude.0", "docs/**"]], ["olga", "dana", "nils"]);
      expect((await land({ name: "weights", commit })).json).toMatchObject({
        status: 409,
        code: "decision.missing",
        detail: expect.stringContaining("under another policy"),
      });
      expect((await list()).json).toMatchObject({ items: [{ inForce: null }] });
    } finally {
      [service, program] = own;
      await other[Symbol.asyncDispose]();
    }
  });
});

describe("G16: a manifest", () => {
  it("is proposed and landed by the operator's people, and programs with the scope, and by nobody else", async () => {
    const [olga, dana] = [(await service.signIn("olga")).as, (await service.signIn("dana")).as];
    const body = snapshot("people", "{}\n");
    const ending = await service.token(["captures:write"]);
    await service.db
      .updateTable("token")
      .set({ until: new Date(0) })
      .where("id", "=", String((await service.get("/v1/me", ending)).json["id"]))
      .execute();
    const refused: readonly (readonly [Record<string, string>, number, string])[] = [
      [{}, 401, "auth.no-login"],
      [dana, 403, "auth.not-entitled"],
      [await service.token(["read", "hints:write", "gate:evaluate"]), 403, "auth.scope"],
      [ending, 401, "auth.token"],
    ];
    for (const [as, status, code] of refused) {
      expect((await propose(body, as)).json).toMatchObject({ status, code });
      const commit = "0".repeat(40);
      expect((await land({ name: "people", commit }, as)).json).toMatchObject({ status, code });
    }
    const page = (await service.signIn("olga", "cookie")).as;
    for (const send of [propose, land])
      expect((await send(body, { ...page, origin: "https://evil.example" })).json).toMatchObject({
        status: 403,
        code: "auth.csrf",
      });
    expect((await list()).text).not.toContain("people");
    expect((await propose(body, olga)).json).toMatchObject({ outcome: "proposed" });
  });
});
