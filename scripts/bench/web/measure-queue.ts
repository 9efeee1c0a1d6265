import type { WebRow } from "./web-row.ts";
import { frames, heapOf, nodesOf, openMeasured, pressed, untilShown } from "./pages.ts";
import type { WebStage } from "./web-stage.ts";

const EMPTY = "an empty page with the same React";
const KEYS = 60;

/** The start of the app with a full queue, and the queue's keys, scrolling and weight. */
export async function measureQueue(web: WebStage, samples: number): Promise<readonly WebRow[]> {
  const { browser, url, cookie, empty, stage } = web;
  const [cold, bare, keys, bareKeys, moved, bareMoved, heaps, bareHeaps, nodes]: number[][] = Array.from(
    { length: 9 },
    () => [],
  );
  for (let sample = 0; sample < samples; sample += 1) {
    await using nothing = await openMeasured(browser, { url: empty.url });
    bare?.push(await untilShown(nothing.page, `${empty.url}/`, ".first-row"));
    bareKeys?.push(
      ...(await pressed(
        nothing.page,
        Array.from({ length: KEYS }, () => "j"),
      )),
    );
    bareMoved?.push(...(await frames(nothing.page, "main")));
    bareHeaps?.push(await heapOf(nothing));
    await using ours = await openMeasured(browser, { url, cookie });
    cold?.push(await untilShown(ours.page, `${url}/`, ".row-task"));
    await ours.page.locator(".live", { hasText: "Live" }).waitFor();
    keys?.push(
      ...(await pressed(
        ours.page,
        Array.from({ length: KEYS }, (_, at) => (at % 6 === 5 ? "k" : "j")),
      )),
    );
    moved?.push(...(await frames(ours.page, ".grid")));
    heaps?.push(await heapOf(ours));
    nodes?.push(await nodesOf(ours));
  }
  const open = stage.open.toLocaleString("en");
  const beside = (values: number[] | undefined) => ({ name: EMPTY, values: values ?? [] });
  return [
    {
      name: `queue of ${open} cold: navigation to first row`,
      unit: "ms",
      values: cold ?? [],
      budget: 700,
      rank: "p75",
      beside: beside(bare),
    },
    { name: "queue: key to frame", unit: "ms", values: keys ?? [], budget: 40, rank: "p75", beside: beside(bareKeys) },
    {
      name: "queue: key to frame, slowest",
      unit: "ms",
      values: keys ?? [],
      budget: 64,
      rank: "p98",
      beside: beside(bareKeys),
    },
    {
      name: "queue: a frame while it scrolls",
      unit: "ms",
      values: moved ?? [],
      budget: 20,
      rank: "p95",
      beside: beside(bareMoved),
    },
    {
      name: "queue: script's heap",
      unit: "MB",
      values: heaps ?? [],
      budget: 12,
      rank: "p75",
      beside: beside(bareHeaps),
    },
    { name: "queue: elements", unit: "nodes", values: nodes ?? [], budget: 1_500, rank: "max" },
  ];
}
