import { describe, expect, it } from "vitest";
import { runningClock, standingClock } from "./clock.ts";
import { signature256 } from "./deliveries/signature.ts";
import { scene } from "./scene.testing.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

const NOW = Math.floor(Date.now() / 1000);
const SECRET = "It's a Secret to Everybody";

async function token(one: Scene): Promise<string> {
  const parameters = { installation_id: one.installation.id };
  return (await one.octoapp.octokit.rest.apps.createInstallationAccessToken(parameters)).data.token;
}

async function ask(one: Scene, path: string, text: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${one.github.apiUrl}${path}`, {
    headers: { authorization: `Bearer ${text}`, ...headers },
  });
  await answer.text();
  return answer;
}

/** Says one thing about `main`, of which the app hears by one `push` alone. */
async function tag(one: Scene, name: string): Promise<void> {
  await one.world.push(one.repository.id, one.ada.id, `refs/tags/${name}`, one.first);
}

function tags(one: Scene): readonly unknown[] {
  return one.heard.all.filter(({ event }) => event === "push").map(({ payload }) => payload["ref"]);
}

describe("faults of deliveries", () => {
  it("drop one so that no log knows it", async () => {
    await using one = await scene();
    const before = one.github.state.deliveries.all().length;
    one.github.faults.delivery("drop", { count: 1 });
    await tag(one, "a");
    await tag(one, "b");
    await one.github.settle();
    expect(tags(one)).toEqual(["refs/tags/b"]);
    expect(one.github.state.deliveries.all().length).toBe(before + 1);
  });

  it("fail to reach the receiver, and time out, and the log says so", async () => {
    await using one = await scene();
    one.github.faults.delivery("fail", { count: 1 });
    one.github.faults.delivery("time-out", { count: 1 });
    await tag(one, "a");
    await tag(one, "b");
    await one.github.settle();
    expect(tags(one)).toEqual(["refs/tags/b"]);
    const { data } = await one.octoapp.octokit.request("GET /app/hook/deliveries", { status: "failure" });
    expect(data.map(({ status_code }) => status_code)).toEqual([504, 502]);
  });

  it("double, delay and reorder", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock });
    one.github.faults.delivery("delay", { count: 1, seconds: 100 });
    one.github.faults.delivery("duplicate", { count: 1 });
    for (const name of ["late", "twice", "once"]) await tag(one, name);
    await one.github.settle();
    expect(tags(one)).toEqual(["refs/tags/twice", "refs/tags/twice", "refs/tags/once"]);
    clock.advance(100);
    await one.github.settle();
    expect(tags(one).at(-1)).toBe("refs/tags/late");
  });

  it("cut bodies off, and sign with another secret", async () => {
    await using one = await scene();
    one.github.faults.delivery("truncate", { count: 1 });
    one.github.faults.delivery("wrong-signature", { count: 1 });
    await tag(one, "a");
    await tag(one, "b");
    await one.github.settle();
    const pushes = one.heard.all.filter(({ event }) => event === "push");
    const right = pushes.map(({ headers, body }) => headers["x-hub-signature-256"] === signature256(SECRET, body));
    expect([pushes.map(({ payload }) => payload["ref"]), right]).toEqual([
      [undefined, "refs/tags/b"],
      [false, false],
    ]);
  });

  it("happen at the rate that was asked for, the same with the same seed", async () => {
    const heard: (readonly unknown[])[] = [];
    for (const seed of [7, 7, 8]) {
      await using one = await scene({ seed });
      one.github.faults.delivery("drop", { rate: 0.5, only: "push" });
      for (let count = 0; count < 20; count += 1) await tag(one, `t${count}`);
      await one.github.settle();
      heard.push(tags(one));
      expect(one.github.faults.played.get("drop")).toBe(20 - tags(one).length);
      one.github.faults.clear();
      await tag(one, "last");
      await one.github.settle();
      expect(tags(one).at(-1)).toBe("refs/tags/last");
    }
    expect(heard[0]).toEqual(heard[1]);
    expect(heard[0]).not.toEqual(heard[2]);
  });
});

describe("faults of requests", () => {
  it("answer an error before anything was written, and after it was", async () => {
    await using one = await scene();
    const run = { ...one.at, name: "look", head_sha: one.first };
    one.github.faults.request("error-before", { count: 1, only: "checks/create" });
    await expect(one.octokit.rest.checks.create(run)).rejects.toMatchObject({ status: 502 });
    expect(one.github.state.checkRuns.all().length).toBe(0);
    one.github.faults.request("error-after", { count: 1, only: "checks/create" });
    await expect(one.octokit.rest.checks.create(run)).rejects.toMatchObject({ status: 502 });
    expect(one.github.state.checkRuns.all().length).toBe(1);
  });

  it("do not answer at all", async () => {
    await using one = await scene();
    one.github.faults.request("no-answer", { count: 1, only: "repos/get" });
    const request = { ...one.at, request: { signal: AbortSignal.timeout(300) } };
    await expect(one.octokit.rest.repos.get(request)).rejects.toThrow();
  });

  it("are limits, with a word about how long and without", async () => {
    await using one = await scene();
    const text = await token(one);
    const { faults } = one.github;
    faults.request("primary-limit", { count: 1, seconds: 7 });
    faults.request("secondary-limit", { count: 1, seconds: 9 });
    faults.request("secondary-limit-unsaid", { count: 1 });
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await ask(one, "/repos/acme/feed", text));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(answers.map(({ headers }) => [headers.get("x-ratelimit-remaining"), headers.get("retry-after")])).toEqual([
      ["0", null],
      [null, "9"],
      [null, null],
    ]);
  });

  it("show the head before the last push for a minute, and end a token in flight", async () => {
    const clock = runningClock();
    await using one = await scene({ clock });
    const pull = await one.propose("topic");
    const plan = { branch: "topic", files: { "b.txt": "2\n" }, message: "More" };
    const head = await one.world.commit(one.repository.id, one.bob.id, plan);
    one.github.faults.request("stale", { count: 1, only: "pulls/get" });
    const read = async () => (await one.octokit.rest.pulls.get({ ...one.at, pull_number: 1 })).data.head.sha;
    expect([await read(), await read()]).toEqual([pull.headSha, head]);
    clock.advance(60);
    one.github.faults.request("stale", { count: 1, only: "pulls/get" });
    expect(await read()).toBe(head);
    const text = await token(one);
    one.github.faults.request("token-revoked", { count: 1 });
    expect((await ask(one, "/repos/acme/feed", text)).status).toBe(401);
    expect((await ask(one, "/repos/acme/feed", text)).status).toBe(401);
  });
});

describe("limits", () => {
  it("are 5,000 requests an hour, 50 more for each repository above 20, and at most 12,500", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock, rates: { pointsPerMinute: 1e9 } });
    const text = await token(one);
    const first = await ask(one, "/repos/acme/feed", text);
    expect(["limit", "remaining", "used", "reset"].map((name) => first.headers.get(`x-ratelimit-${name}`))).toEqual([
      "5000",
      "4999",
      "1",
      String(NOW + 3600),
    ]);
    const { data } = await one.octokit.rest.rateLimit.get();
    expect(data.rate.limit).toBe(5000);
    expect(one.github.problems).toEqual([]);
  });

  it("do not count an answer that the client has", async () => {
    await using one = await scene();
    const text = await token(one);
    const first = await ask(one, "/repos/acme/feed/pulls", text);
    const etag = first.headers.get("etag") ?? "";
    const second = await ask(one, "/repos/acme/feed/pulls", text, { "if-none-match": etag });
    expect([second.status, second.headers.get("x-ratelimit-used")]).toEqual([304, "1"]);
    await one.propose("topic");
    expect((await ask(one, "/repos/acme/feed/pulls", text, { "if-none-match": etag })).status).toBe(200);
  });

  it("are 900 points a minute, of which a write costs five", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock, rates: { pointsPerMinute: 12 } });
    const text = await token(one);
    const statuses = [];
    for (let count = 0; count < 13; count += 1) statuses.push((await ask(one, "/repos/acme/feed", text)).status);
    expect(statuses.indexOf(403)).toBe(12);
    clock.advance(60);
    expect((await ask(one, "/repos/acme/feed", text)).status).toBe(200);
  });

  it("are 80 requests a minute that make content", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock, rates: { contentPerMinute: 3, pointsPerMinute: 1e9 } });
    const run = { ...one.at, name: "look", head_sha: one.first };
    for (let count = 0; count < 3; count += 1) await one.octokit.rest.checks.create(run);
    await expect(one.octokit.rest.checks.create(run)).rejects.toMatchObject({ status: 403 });
    expect(one.github.state.checkRuns.all().length).toBe(3);
  });

  it("are 100 on a page, with links to the others", async () => {
    await using one = await scene();
    for (let count = 0; count < 5; count += 1)
      await one.octokit.rest.checks.create({ ...one.at, name: `n${count}`, head_sha: one.first });
    const list = { ...one.at, ref: one.first, per_page: 2 };
    const all = await one.octokit.paginate(one.octokit.rest.checks.listForRef, list);
    expect(all.length).toBe(5);
    const middle = await one.octokit.rest.checks.listForRef({ ...list, page: 2 });
    const rels = [...(middle.headers.link ?? "").matchAll(/page=(\d)>; rel="(\w+)"/g)].map(([, at, rel]) => [rel, at]);
    expect(rels).toEqual([
      ["prev", "1"],
      ["next", "3"],
      ["last", "3"],
      ["first", "1"],
    ]);
  });
});
