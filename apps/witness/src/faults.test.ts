import { cpSync } from "node:fs";
import { join } from "node:path";
import { faultyFiles } from "@countersign/adapters/files";
import type { Fault, FileOps } from "@countersign/adapters/files";
import { fixedClock } from "@countersign/adapters/time";
import { examplePolicy, scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder, testKey } from "@countersign/testkit";
import { ED25519, formatAddCheckpoint, signCheckpoint, signerKey } from "@countersign/tlog";
import { expect, describe, it } from "vitest";
import { eventLines } from "./events.ts";
import { serveShown, shownLog } from "./mirror/log-server.testing.ts";
import { openWitness } from "./witness.ts";
import { addLog, initWitness, openWitnessFolder } from "./witness-folder.ts";

const NOON = 1_795_341_600;

/** A log of a policy and an incident, the request to cosign it, and the folder of a witness that knows it. */
async function scene(folder: string) {
  const log = scribe(examplePolicy(), ["olga", "dana", "nils"], []);
  log.append("incident", new TextEncoder().encode("odd"));
  const shown = shownLog(log.lines);
  const server = await serveShown(shown);
  const { origin } = log.root.log;
  const key = signerKey(nodeCrypto, origin, ED25519, testKey("log").seed);
  const checkpoint = signCheckpoint(nodeCrypto, { origin, ...shown.tree(2) }, key);
  const template = join(folder, "template");
  await initWitness(template, "witness.example/oracle-w");
  {
    await using made = await openWitnessFolder(template);
    await addLog(made, { origin, keys: [key], from: server.url }, log.root);
  }
  const body = (oldSize: number) => new TextEncoder().encode(formatAddCheckpoint({ oldSize, proof: [], checkpoint }));
  return { template, body, [Symbol.dispose]: () => server[Symbol.dispose]() };
}

/** Opens a witness, asks it from a size, and says what came of it: its answer or an error, what it remembers, what it reported. */
async function ask(dir: string, body: (oldSize: number) => Uint8Array, disk?: FileOps) {
  const events: { readonly event: string }[] = [];
  await using folder = await openWitnessFolder(dir, disk);
  const reported = eventLines(
    (line) => void events.push(JSON.parse(line)),
    () => NOON,
  );
  const witness = await openWitness(folder, fixedClock(NOON), reported);
  const before = witness.logs()[0]?.last?.checkpoint.size ?? 0;
  const answer = await witness.addCheckpoint(body(before)).then(
    ({ status }) => status,
    () => "failed",
  );
  return { before, answer, damaged: events.some(({ event }) => event === "damaged") };
}

describe("a witness whose disk fails", () => {
  it(
    "F22: at any write, remembers what it gave out, and holds everything of what it remembers",
    { timeout: 240_000 },
    async () => {
      using folder = tempFolder();
      using world = await scene(folder.path);
      const counting = faultyFiles();
      const whole = join(folder.path, "whole");
      cpSync(world.template, whole, { recursive: true });
      expect(await ask(whole, world.body, counting.files)).toEqual({ before: 0, answer: 200, damaged: false });
      const faults = counting.operations.flatMap((operation, index) =>
        (["lost", "stored", "torn"] as const)
          .filter((outcome) => outcome !== "torn" || operation === "write")
          .flatMap((outcome) =>
            (["error", "crash"] as const).map((after): Fault => ({ at: index + 1, outcome, after })),
          ),
      );
      expect(faults.length).toBeGreaterThan(100);
      for (const [row, fault] of faults.entries()) {
        const dir = join(folder.path, `${row}`);
        cpSync(world.template, dir, { recursive: true });
        const first = await ask(dir, world.body, faultyFiles(fault).files).catch(() => ({ answer: "not opened" }));
        const second = await ask(dir, world.body);
        const operation = `${counting.operations[fault.at - 1]} ${JSON.stringify(fault)}`;
        expect({ operation, ...second }).toEqual({ operation, before: second.before, answer: 200, damaged: false });
        if (first.answer === 200) expect({ operation, before: second.before }).toEqual({ operation, before: 2 });
        expect({ operation, ...(await ask(dir, world.body)) }).toEqual({
          operation,
          before: 2,
          answer: 200,
          damaged: false,
        });
      }
    },
  );
});
