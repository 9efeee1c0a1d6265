import { gate, readBundle, sound } from "@countersign/core";
import { questions, shellScript } from "@countersign/core/testing";
import type { Judgement, World } from "@countersign/core/testing";
import { answered } from "./gate-answer.testing.ts";
import type { GateAnswer } from "./gate-answer.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";

/** The answers to the questions that were put to one world, and what does not agree, with what makes the world. */
export type PlayedWorld = { readonly answers: readonly GateAnswer[]; readonly disagreement?: string };

/** Asks the gate and the reference everything that a world answers, until they disagree. */
export async function compareGates(
  { world, about: { log, crypto, parts, request } }: OpenCase,
  judgeNaively: (asked: World) => Promise<Judgement>,
): Promise<PlayedWorld> {
  const contents = sound(await readBundle(crypto, log.root, log.bundle(world.time)));
  const answers: GateAnswer[] = [];
  for (const asked of questions(world)) {
    const { decision, code, residual } = await judgeNaively(asked);
    const { candidate, environment, now } = asked;
    const found = await answered(() => gate(parts(now), contents, { ...request(candidate), environment }));
    answers.push(found);
    const [naive, real] = [JSON.stringify({ decision, code, residual }), JSON.stringify(found)];
    if (naive !== real) return { answers, disagreement: `naive ${naive}\ngate  ${real}\n${shellScript(asked)}` };
  }
  return { answers };
}
