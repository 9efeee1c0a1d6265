import { sample } from "./samples.ts";
import type { LoadedStage } from "./loaded-stage.ts";
import type { ServiceBenchmark } from "./service-benchmark.ts";
import type { ServiceRow } from "./service-row.ts";
import { processorTime } from "./running-service.ts";

/** Aim for the 95th of a hundred pages, in milliseconds. */
const AIM = 50;
const QUERIES = [
  ["first page", ""],
  ["mine, by due time", "needs:me sort:due"],
  ["role and risk", "role:oracle risk:>=R3"],
  ["path", "path:ranking/area-7/** sort:age"],
  ["class and author", "class:egress author:ada@acme.example"],
  ["a word that most have", "candidate"],
  ["a text that one has", '"source 9876"'],
  ["nothing found", "no-such-word-anywhere"],
  ["decided", "state:decided role:oracle"],
] as const;

/** Pages of the queue with everything in it, over HTTP, signed in: each answer is as a person's page asks for it. */
export const queuePages: ServiceBenchmark = {
  name: "queue",
  about: "pages of 50 of the queue over HTTP by several queries, deep pages, and counts",
  async measure(stage, samples) {
    const rows: ServiceRow[] = [];
    for (const [what, query] of QUERIES)
      rows.push(await pageRow(stage, samples, what, async () => pathOf("/v1/queue", { q: query })));
    rows.push(await pageRow(stage, samples, "counts", async () => pathOf("/v1/queue/counts", { q: "needs:me" })));
    rows.push(await deepRow(stage, samples));
    return rows;
  },
};

async function pageRow(
  { readers, bare, web, open }: LoadedStage,
  samples: number,
  what: string,
  path: (sample: number) => Promise<string>,
): Promise<ServiceRow> {
  let cpu = 0;
  const timed = await sample(
    samples,
    async (number) => {
      const asked = await path(number);
      const [start, spent] = [performance.now(), processorTime(web)];
      await readers.ask({ path: asked });
      const time = performance.now() - start;
      cpu += processorTime(web) - spent;
      return time;
    },
    bare,
  );
  const name = `queue of ${open.toLocaleString("en")}, ${what}`;
  return { name, unit: "ms", ...timed, aim: AIM, cpu: { web: cpu / samples } };
}

type Page = { readonly next: string | null };

/** Pages all over the queue: every so-manieth, by the cursor of the one before. */
async function deepRow(stage: LoadedStage, samples: number): Promise<ServiceRow> {
  const cursors: string[] = [];
  for (let page: Page = { next: "" }; page.next !== null;) {
    const after = page.next === "" ? {} : { cursor: page.next };
    page = JSON.parse(await stage.readers.ask({ path: pathOf("/v1/queue", { q: "", ...after }) }));
    if (page.next !== null) cursors.push(page.next);
  }
  const at = (number: number) => cursors[Math.floor((number * cursors.length) / samples)] ?? "";
  return pageRow(stage, samples, `pages 2 to ${cursors.length + 1}`, async (number) =>
    pathOf("/v1/queue", { q: "", cursor: at(number) }),
  );
}

function pathOf(path: string, query: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams(query).toString()}`;
}
