import { once } from "node:events";
import { createServer } from "node:http";
import { expect, it } from "vitest";
import { FEED, openWorld, settingsOf } from "./world.testing.ts";

/** Somebody who notes who comes, and sends everybody elsewhere. */
async function elsewhere(location?: string) {
  const asked: string[] = [];
  const shown: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    shown.push(request.headers.authorization);
    response.writeHead(location === undefined ? 404 : 302, location === undefined ? {} : { location }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  return { url, asked, shown, [Symbol.dispose]: () => void server.close() };
}

it("G18: goes nowhere that content names: no submodule, no LFS server, no redirect", async () => {
  await using world = await openWorld();
  using target = await elsewhere();
  using mover = await elsewhere(`${target.url}/inside.git/info/refs?service=git-upload-pack`);
  world.propose("lure", {
    files: {
      ".gitmodules": `[submodule "a"]\n\tpath = a\n\turl = ${target.url}/a.git\n`,
      ".lfsconfig": `[lfs]\n\turl = ${target.url}/lfs\n`,
      a: { gitlink: "1".repeat(40) },
      "ranker/model.bin": `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 1\n`,
    },
  });
  await world.look();
  expect((await world.log()).changes.length).toBe(1);
  const parts = { ...world.parts, repositories: [{ ...settingsOf("/x"), fetch: `${mover.url}/feed.git` }] };
  await expect(world.look([], parts)).rejects.toMatchObject({ code: "capture.unreachable" });
  expect(mover.asked.length).toBeGreaterThan(0);
  expect(target.asked).toEqual([]);
  expect(await world.problems()).toEqual([[FEED, "capture.unreachable"]]);
  await world.look();
  expect(await world.problems()).toEqual([]);
});

it("G18: shows what authorizes to the configured host and to nobody else", async () => {
  await using world = await openWorld();
  using target = await elsewhere();
  using mover = await elsewhere(`${target.url}/inside.git/info/refs?service=git-upload-pack`);
  const settings = { ...settingsOf("/x"), fetch: `${mover.url}/feed.git`, authorization: { env: "FEED_TOKEN" } };
  const parts = { ...world.parts, repositories: [settings] };
  await expect(world.look([], parts)).rejects.toMatchObject({ code: "capture.unreachable" });
  expect(new Set(mover.shown)).toEqual(new Set(["secret-of-the-feed"]));
  expect(target.asked).toEqual([]);
  const rows = JSON.stringify(await world.db.selectFrom("capture_problem").selectAll().execute());
  expect(rows).not.toContain("secret-of-the-feed");
  const twoLines = { ...parts, env: { FEED_TOKEN: "a\nX-Other: b" } };
  await expect(world.look([], twoLines)).rejects.toMatchObject({ code: "usage.authorization" });
});
