import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

const HELP = `usage: npm run agreement -- [--cases N] [--seed N] [--chunk BATCHES] [--jobs N] [--again]

Plays N random worlds (default 1000000) through the gate and through the reference gate. 250 worlds are a batch, and a batch
is made from one number: the seed and its own number added up. What is done is kept in .vitest/agreement-SEED.json, so that
the same call goes on where it was stopped; --again forgets it. A disagreement ends the run with a shell script that makes
the history and the call that plays it again.`;

/** Worlds in a batch, as in apps/cli/src/agreement/agreement.test.ts. */
const BATCH = 250;
const ROOT = join(import.meta.dirname, "..");
const CLI = join(ROOT, "apps/cli");

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "1000000" },
    seed: { type: "string", default: "20261122" },
    chunk: { type: "string", default: "20" },
    jobs: { type: "string", default: "1" },
    again: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

type Chunk = { readonly first: number; readonly batches: number };

if (values.help) console.log(HELP);
else await runAll();

async function runAll(): Promise<void> {
  const [seed, cases, size, jobs] = [values.seed, values.cases, values.chunk, values.jobs].map(wholeNumber);
  if (seed === undefined || cases === undefined || size === undefined || jobs === undefined) return;
  const file = join(ROOT, ".vitest", `agreement-${seed}.json`);
  const done = new Set(values.again ? [] : doneBefore(file));
  const chunks = chunksOf(Math.ceil(cases / BATCH), size, done);
  console.log(`seed ${seed}: ${done.size * BATCH} of ${cases} cases are done`);
  const turns = Array.from({ length: jobs }, async () => {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      const begun = Date.now();
      const output = await played(seed, chunk);
      if (output !== undefined) {
        chunks.length = 0;
        return disagreed(seed, chunk, output);
      }
      for (let at = 0; at < chunk.batches; at += 1) done.add(chunk.first + at);
      remember(file, done);
      console.log(
        `seeds ${seed + chunk.first} to ${seed + chunk.first + chunk.batches - 1}: ${chunk.batches * BATCH} cases agree, ` +
          `${((Date.now() - begun) / 1000).toFixed(0)} s; ${done.size * BATCH} of ${cases}`,
      );
    }
  });
  await Promise.all(turns);
}

function wholeNumber(text: string): number | undefined {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  console.error(`${text} is not a whole number above 0`);
  process.exitCode = 2;
  return undefined;
}

/** The batches that are open, in neighbouring pieces of `size` at most. */
function chunksOf(batches: number, size: number, done: ReadonlySet<number>): Chunk[] {
  const chunks: Chunk[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    if (done.has(batch)) continue;
    const last = chunks.at(-1);
    if (last !== undefined && last.first + last.batches === batch && last.batches < size)
      chunks[chunks.length - 1] = { first: last.first, batches: last.batches + 1 };
    else chunks.push({ first: batch, batches: 1 });
  }
  return chunks;
}

/** Plays the batches of a chunk; what was printed, when they do not all agree. */
async function played(seed: number, { first, batches }: Chunk): Promise<string | undefined> {
  const env = {
    ...process.env,
    COUNTERSIGN_AGREEMENT_SEED: String(seed + first),
    COUNTERSIGN_AGREEMENT_BATCHES: String(batches),
  };
  const vitest = join(ROOT, "node_modules/.bin/vitest");
  const child = spawn(vitest, ["run", "src/agreement", "--maxWorkers=1", "--reporter=default"], { cwd: CLI, env });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => (printed += piece.toString()));
  const [exit] = await once(child, "close");
  return exit === 0 ? undefined : printed;
}

function disagreed(seed: number, { first, batches }: Chunk, output: string): void {
  console.error(output);
  console.error(
    `again: cd apps/cli && COUNTERSIGN_AGREEMENT_SEED=${seed + first} COUNTERSIGN_AGREEMENT_BATCHES=${batches} npx vitest run src/agreement`,
  );
  process.exitCode = 1;
}

function doneBefore(file: string): readonly number[] {
  if (!existsSync(file)) return [];
  const runs: readonly (readonly [number, number])[] = JSON.parse(readFileSync(file, "utf8"));
  return runs.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
}

/** Written beside its place and renamed, as runs of batches: `[[0,119],[140,159]]`. */
function remember(file: string, done: ReadonlySet<number>): void {
  const runs: [number, number][] = [];
  for (const batch of [...done].toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === batch - 1) last[1] = batch;
    else runs.push([batch, batch]);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(runs));
  renameSync(`${file}.new`, file);
}
