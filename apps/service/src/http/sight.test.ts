import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setProblem } from "../capture/problems.ts";
import { servedService } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;
let dana: Record<string, string>;

beforeAll(async () => {
  service = await servedService();
  dana = (await service.signIn("dana")).as;
});
afterAll(() => service[Symbol.asyncDispose]());

describe("what somebody sees of a change", () => {
  it("is what differs from the revision that this person looked at, and is new to everybody else", async () => {
    const first = await service.captureAs({ content: "one", proposal: "7" });
    await service.project();
    const since = async (change: string, as = dana) => service.get(`/v1/changes/${change}/since`, as);
    expect((await since(first.change)).json).toEqual({ change: first.change, since: null });
    const looked = await service.ask("POST", `/v1/changes/${first.change}/looked`, { headers: dana });
    expect([looked.status, looked.json]).toEqual([200, { done: true }]);
    const paths = ["ranker/score.py", "ui/list.ts"];
    const next = await service.captureAs({ content: "two", proposal: "7", paths });
    await service.project();
    const now = await since(next.change);
    expect(now.json).toMatchObject({
      change: next.change,
      since: {
        change: first.change,
        same: false,
        entries: [
          { path: "ranker/score.py", kind: "different" },
          { path: "ui/list.ts", kind: "new", before: null },
        ],
      },
    });
    const again = { ...dana, "if-none-match": now.headers.get("etag") ?? "" };
    expect((await since(next.change, again)).status).toBe(304);
    expect((await since(next.change, (await service.signIn("nils")).as)).json).toMatchObject({ since: null });
  });

  it("is its tasks, moves and questions, and whoever reads them is written down", async () => {
    const change = await service.captureAs({ content: "three", proposal: "8" });
    await service.project();
    const asked = { role: "oracle", kind: "blocking", text: "Which data?" };
    await service.ask("POST", `/v1/changes/${change.change}/questions`, { body: asked, headers: dana });
    const { json, headers } = await service.get(`/v1/changes/${change.change}/work`, dana);
    expect(json).toMatchObject({
      change: change.change,
      state: "pending",
      moves: [{ change: change.change }],
      tasks: expect.arrayContaining([
        expect.objectContaining({ role: "oracle", state: "open", turn: expect.objectContaining({ whose: "author" }) }),
      ]),
      questions: [{ kind: "blocking", said: [{ text: "Which data?" }] }],
    });
    expect(headers.get("etag")).not.toBeNull();
    const rows = await service.db.selectFrom("access_audit").selectAll().orderBy("id", "desc").limit(1).execute();
    expect(rows).toMatchObject([{ who: "person:dana", what: "read-change", about: change.change }]);
  });

  it("G17: is noted by a page of this origin alone", async () => {
    const change = await service.captureAs({ content: "four", proposal: "9" });
    const page = (await service.signIn("dana", "cookie")).as;
    const headers = { ...page, origin: "https://evil.example" };
    const said = await service.ask("POST", `/v1/changes/${change.change}/looked`, { headers });
    expect(said.json).toMatchObject({ status: 403, code: "auth.csrf" });
  });
});

describe("what cannot be captured", () => {
  it("comes in pages, the oldest first, of one repository or of all", async () => {
    const reader = await service.token(["read"]);
    for (const subject of ["refs/heads/a", "refs/heads/b", "refs/heads/ä"])
      await setProblem(service.db, { repository: "github:1", subject }, { code: "limit.range", detail: "too long" });
    await setProblem(
      service.db,
      { repository: "github:2", subject: "github:2" },
      { code: "git.fetch", detail: "gone" },
    );
    const page = async (query: string) =>
      (await service.get(`/v1/captures/problems?${query}`, reader)).json as {
        readonly items: readonly { readonly subject: string }[];
        readonly next: string | null;
      };
    const first = await page("limit=3");
    const second = await page(`limit=3&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ subject }) => subject)).toEqual([
      "refs/heads/a",
      "refs/heads/b",
      "refs/heads/ä",
      "github:2",
    ]);
    expect((await page("repository=github:2")).items).toMatchObject([{ code: "git.fetch" }]);
  });
});
