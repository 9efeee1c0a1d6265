import type { WebRow } from "./web-row.ts";
import { FILES, blockedOf, frames, heapOf, openMeasured, pressed, untilSaid, untilShown } from "./pages.ts";
import type { WebStage } from "./web-stage.ts";

const EMPTY = "an empty page with the same React";
/** What the page says once every row is there and has the digest that the server says. */
const ALL = "all rows are here";

type Budgets = { readonly shown: number; readonly all: number; readonly heap: number };

/** A change of one large file. */
export async function measureLargeFile(web: WebStage, samples: number): Promise<readonly WebRow[]> {
  return measured(web, samples, "one file of 10,610 rows", await web.large.rows(), {
    shown: 1_000,
    all: 1_000,
    heap: 15,
  });
}

/** A change of many files. */
export async function measureManyFiles(web: WebStage, samples: number): Promise<readonly WebRow[]> {
  return measured(web, samples, "500 files of 40,000 rows", await web.large.files(), {
    shown: 1_000,
    all: 2_000,
    heap: 30,
  });
}

async function measured(
  { browser, url, cookie, empty }: WebStage,
  samples: number,
  what: string,
  change: string,
  budgets: Budgets,
): Promise<readonly WebRow[]> {
  const taken = {
    shown: noted(),
    all: noted(),
    toggle: noted(),
    moved: noted(),
    heap: noted(),
    longest: noted(),
    blocked: noted(),
    shifted: noted(),
  };
  const bare = { shown: noted(), keys: noted(), moved: noted(), heap: noted() };
  for (let sample = 0; sample < samples; sample += 1) {
    await using nothing = await openMeasured(browser, { url: empty.url });
    bare.shown.push(await untilShown(nothing.page, `${empty.url}/`, ".first-row"));
    bare.keys.push(...(await pressed(nothing.page, ["=", "="])));
    bare.moved.push(...(await frames(nothing.page, "main")));
    bare.heap.push(await heapOf(nothing));
    await using ours = await openMeasured(browser, { url, cookie });
    const { page } = ours;
    taken.shown.push(
      await untilShown(
        page,
        `${url}/#/changes/${change}`,
        ".line .code [class^=token-], .line .code [class*=' token-']",
        FILES,
      ),
    );
    taken.all.push(await untilSaid(page, ".difference-line", { press: "Load all", says: ALL }));
    const { longest, blocked, shifted } = await blockedOf(ours);
    taken.longest.push(longest);
    taken.blocked.push(blocked);
    taken.shifted.push(shifted);
    taken.moved.push(...(await frames(page, "main")));
    taken.toggle.push(...(await pressed(page, ["=", "="])));
    taken.heap.push(await heapOf(ours));
  }
  const beside = (values: readonly number[]) => ({ name: EMPTY, values });
  return [
    {
      name: `${what}: navigation to coloured rows`,
      unit: "ms",
      values: taken.shown,
      budget: budgets.shown,
      rank: "p75",
      beside: beside(bare.shown),
    },
    {
      name: `${what}: to every row with its digest`,
      unit: "ms",
      values: taken.all,
      budget: budgets.all,
      rank: "p75",
      beside: beside(bare.shown),
    },
    { name: `${what}: longest task`, unit: "ms", values: taken.longest, budget: 100, rank: "p75" },
    { name: `${what}: blocked beyond 50 ms, in all`, unit: "ms", values: taken.blocked, budget: 150, rank: "p75" },
    {
      name: `${what}: split and back, key to frame`,
      unit: "ms",
      values: taken.toggle,
      budget: 100,
      rank: "p75",
      beside: beside(bare.keys),
    },
    {
      name: `${what}: a frame while it scrolls`,
      unit: "ms",
      values: taken.moved,
      budget: 34,
      rank: "p95",
      beside: beside(bare.moved),
    },
    {
      name: `${what}: script's heap`,
      unit: "MB",
      values: taken.heap,
      budget: budgets.heap,
      rank: "p75",
      beside: beside(bare.heap),
    },
    { name: `${what}: layout that moves by itself`, unit: "", values: taken.shifted, budget: 0, rank: "max" },
  ];
}

function noted(): number[] {
  return [];
}
