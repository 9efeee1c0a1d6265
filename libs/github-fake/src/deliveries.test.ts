import { describe, expect, it } from "vitest";
import { DAY, standingClock } from "./clock.ts";
import { signature256 } from "./deliveries/signature.ts";
import { scene } from "./scene.testing.ts";

type Scene = Awaited<ReturnType<typeof scene>>;

const NOW = Math.floor(Date.now() / 1000);

async function log(one: Scene, more: Readonly<Record<string, unknown>> = {}) {
  await one.github.settle();
  const all = await one.octoapp.octokit.paginate("GET /app/hook/deliveries", { per_page: 2, ...more });
  return all;
}

describe("deliveries", () => {
  it("are signed as GitHub's own example says", () => {
    const example = signature256("It's a Secret to Everybody", Buffer.from("Hello, World!"));
    expect(example).toBe("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  });

  it("come with their headers, signed over the bytes that are sent", async () => {
    await using one = await scene();
    await one.propose("topic");
    await one.github.settle();
    const heard = one.heard.last("pull_request");
    expect(heard?.headers).toMatchObject({
      "x-github-hook-installation-target-type": "integration",
      "x-github-hook-installation-target-id": String(one.app.id),
      "x-hub-signature-256": signature256("It's a Secret to Everybody", heard?.body ?? Buffer.of()),
    });
  });

  it("are in the log, page by page, and come again under the same guid", async () => {
    await using one = await scene();
    one.heard.answer.status = 503;
    await one.propose("topic");
    await one.github.settle();
    one.heard.answer.status = 202;
    const failed = await log(one, { status: "failure" });
    expect(failed.map(({ event, status_code }) => [event, status_code])).toEqual([
      ["pull_request", 503],
      ["check_suite", 503],
      ["push", 503],
    ]);
    const [newest] = failed;
    await one.octoapp.octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: newest?.id ?? 0 });
    const [again] = await log(one);
    expect([again?.guid, again?.redelivery, again?.status_code]).toEqual([newest?.guid, true, 202]);
    const same = one.heard.all.filter(({ guid }) => guid === newest?.guid);
    expect(same.map(({ body }) => body.equals(same[0]?.body ?? Buffer.of()))).toEqual([true, true]);
    const { data } = await one.octoapp.octokit.rest.apps.getWebhookDelivery({ delivery_id: again?.id ?? 0 });
    expect(data.request.payload).toMatchObject({ action: "opened" });
    expect(one.github.problems).toEqual([]);
  });

  it("are forgotten after three days", async () => {
    const clock = standingClock(NOW);
    await using one = await scene({ clock });
    expect((await log(one)).length).toBe(2);
    clock.advance(3 * DAY);
    await one.github.settle();
    expect(one.github.state.deliveries.all()).toEqual([]);
  });

  it("fail when the receiver takes too long", async () => {
    await using one = await scene({ deliveryTimeout: 50 });
    one.heard.answer.status = 0;
    await one.propose("topic");
    await one.github.settle();
    one.heard.answer.status = 202;
    const failed = await log(one, { status: "failure" });
    expect(failed.map(({ status }) => status)).toContain("timed out");
  });

  it("change their place and secret with the app's settings", async () => {
    await using one = await scene();
    const { octokit } = one.octoapp;
    expect((await octokit.rest.apps.getWebhookConfigForApp()).data.secret).toBe("********");
    await octokit.rest.apps.updateWebhookConfigForApp({ secret: "another" });
    await one.propose("topic");
    await one.github.settle();
    const heard = one.heard.last("pull_request");
    expect(heard?.headers["x-hub-signature-256"]).toBe(signature256("another", heard?.body ?? Buffer.of()));
  });

  it("are not sent for events nobody asked for, nor while suspended", async () => {
    await using one = await scene();
    const { world, repository, ada } = one;
    await one.github.settle();
    const before = one.heard.all.length;
    world.suspend(one.installation.id, ada.id);
    await one.propose("unheard");
    world.unsuspend(one.installation.id, ada.id);
    await one.github.settle();
    expect(one.heard.names().slice(before)).toEqual(["installation suspend", "installation unsuspend"]);
    await world.push(repository.id, ada.id, "refs/tags/one", one.first);
    await one.github.settle();
    expect(one.heard.last("push")?.payload["ref"]).toBe("refs/tags/one");
  });

  it("tell of three tags of a push, and of none where there are four, but still of its branch", async () => {
    await using one = await scene();
    const { world, repository, ada, first } = one;
    const told = async (refs: readonly string[]) => {
      const before = one.heard.all.length;
      await world.pushAll(repository.id, ada.id, Object.fromEntries(refs.map((ref) => [ref, first])));
      await one.github.settle();
      const heard = one.heard.all.slice(before).filter(({ event }) => event === "push");
      return heard.map(({ payload }) => payload["ref"]);
    };
    const three = ["refs/tags/a", "refs/tags/b", "refs/tags/c"];
    expect(await told(three)).toEqual(three);
    const four = ["refs/tags/d", "refs/tags/e", "refs/tags/f", "refs/tags/g"];
    expect(await told(["refs/heads/topic", ...four])).toEqual(["refs/heads/topic"]);
    expect(await world.tip(repository.id, "refs/tags/g")).toBe(first);
    expect(one.github.problems).toEqual([]);
  });

  it("tell of nothing where a push has more than 5,000 branches, of a pull request's new head all the same", async () => {
    await using one = await scene();
    const { world, repository, ada, bob } = one;
    const pull = await one.propose("topic");
    const next = await world.commit(repository.id, bob.id, {
      branch: "next",
      on: pull.headSha,
      files: { "next.txt": "" },
      message: "Next",
    });
    await one.github.settle();
    const before = one.heard.all.length;
    const many = Array.from({ length: 5_000 }, (_, at) => [`refs/heads/many/${at}`, one.first] as const);
    await world.pushAll(repository.id, ada.id, { ...Object.fromEntries(many), "refs/heads/topic": next });
    await one.github.settle();
    expect(one.heard.names().slice(before)).toEqual(["pull_request synchronize"]);
    expect(await world.tip(repository.id, "many/4999")).toBe(one.first);
    expect(one.github.problems).toEqual([]);
  });

  it("are never sent beyond 25 MB, and no log has them", async () => {
    await using one = await scene();
    const { world, repository, ada } = one;
    // A commit's message is in a `push` twice: in the list, and as the head.
    const push = async (megabytes: number) => {
      const before = one.heard.all.length;
      const message = "m".repeat(megabytes * 1024 * 1024);
      await world.commit(repository.id, ada.id, { branch: "large", files: { "l.txt": `${megabytes}` }, message });
      await one.github.settle();
      return one.heard.all.slice(before).filter(({ event }) => event === "push");
    };
    const [sent] = await push(12);
    expect((sent?.body.length ?? 0) > 24 * 1024 * 1024).toBe(true);
    const logged = await log(one);
    expect(await push(13)).toEqual([]);
    const names = (await log(one)).slice(0, -logged.length).map(({ event }) => event);
    expect(names).not.toContain("push");
  });

  it("of a deleted webhook end with a last word", async () => {
    await using one = await scene();
    one.world.deleteWebhook(one.app.id, one.ada.id);
    await one.propose("topic");
    await one.github.settle();
    expect(one.heard.names()).toEqual(["ping", "installation created", "meta deleted"]);
    expect(one.github.problems).toEqual([]);
  });
});
