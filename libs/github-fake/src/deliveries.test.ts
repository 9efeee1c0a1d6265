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

  it("are not sent for more than three tags of a push, nor for events nobody asked for, nor while suspended", async () => {
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

  it("of a deleted webhook end with a last word", async () => {
    await using one = await scene();
    one.world.deleteWebhook(one.app.id, one.ada.id);
    await one.propose("topic");
    await one.github.settle();
    expect(one.heard.names()).toEqual(["ping", "installation created", "meta deleted"]);
    expect(one.github.problems).toEqual([]);
  });
});
