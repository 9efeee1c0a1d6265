import { join } from "node:path";
import { gitHistory, tempFolder } from "@countersign/testkit";
import { parseOid } from "@countersign/core/objects";
import type { ObjectFormat } from "@countersign/core/objects";
import { describe, expect, it } from "vitest";
import { followedRepository } from "./followed-repository.ts";
import { gitServer } from "./git-server.testing.ts";
import { openRemote } from "./remote.ts";

const searchPath = process.env["PATH"] ?? "";
const MAIN = "refs/heads/main";

describe("a repository that is followed", () => {
  it.each(["path", "URL"] as const)("by %s gives the tips of its refs, wherever they go", async (how) => {
    using folder = tempFolder();
    using server = await gitServer(folder.path);
    const history = gitHistory(join(folder.path, "feed"));
    const first = history.commit({ files: { "a.txt": "1\n" } });
    const place = how === "path" ? history.path : `${server.url}/feed/.git`;
    const followed = followedRepository({ place, mirror: join(folder.path, "mirror.git"), searchPath });
    const look = async (...welcome: readonly string[]) => {
      const oids = welcome.map((oid) => parseOid(oid, "sha1"));
      const tips = await followed.fetch([MAIN, "refs/heads/none"], []);
      await followed.welcome(oids, []);
      return [...tips];
    };
    expect(await look()).toEqual([[MAIN, first]]);
    const second = history.commit({ files: { "a.txt": "2\n" } });
    const aside = history.commit({ files: { "a.txt": "3\n" }, parents: [], ref: "refs/heads/aside" });
    const unknown = "0".repeat(39);
    expect(await look(aside, `${unknown}1`)).toEqual([[MAIN, second]]);
    history.ref(MAIN, first);
    expect(await look()).toEqual([[MAIN, first]]);
    await using repository = await followed.open();
    for (const oid of [first, second, aside])
      expect((await repository.commit(parseOid(oid, "sha1"))).parents).toHaveLength(oid === second ? 1 : 0);
  });

  it.each(["sha1", "sha256"] satisfies readonly ObjectFormat[])(
    "elsewhere is known to have %s objects",
    async (objectFormat) => {
      using folder = tempFolder();
      using server = await gitServer(folder.path);
      const history = gitHistory(join(folder.path, "feed"), { objectFormat });
      const tip = history.commit({ files: { "a.txt": "1\n" } });
      expect(await openRemote(`${server.url}/feed/.git`, searchPath)).toMatchObject({ objectFormat, remote: true });
      const place = `${server.url}/feed/.git`;
      const followed = followedRepository({ place, mirror: join(folder.path, "mirror.git"), searchPath });
      expect([...(await followed.fetch([MAIN], []))]).toEqual([[MAIN, tip]]);
    },
  );

  it("C18: is no other transport, no option, no name with a password, and is followed to no other place", async () => {
    using folder = tempFolder();
    using server = await gitServer(folder.path);
    gitHistory(join(folder.path, "feed")).commit({ files: { "a.txt": "1\n" } });
    const at = (place: string) =>
      followedRepository({ place, mirror: join(folder.path, "mirror.git"), searchPath }).fetch([MAIN], []);
    for (const place of [
      "ext::sh -c id",
      "ssh://host/feed",
      "file:///etc",
      "-u",
      "https://ops:s3cret@host/feed",
      "git://host/x",
    ])
      await expect(at(place)).rejects.toMatchObject({ code: "usage.repository" });
    await expect(at(`${server.url}/moved/feed/.git`)).rejects.toMatchObject({ code: "git.fetch" });
    expect(server.requests.filter((path) => !path.startsWith("/moved/"))).toEqual([]);
    await expect(at(`${server.url}/none/.git`)).rejects.toMatchObject({ code: "git.fetch" });
  });
});
