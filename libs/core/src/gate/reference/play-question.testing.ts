import { NOON } from "./cast.testing.ts";
import type { Question } from "./plan.testing.ts";
import { openEmergency } from "./play-emergency.testing.ts";
import { below } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";
import type { World, WorldPolicy } from "./world.testing.ts";

/** The finished world. */
export function ask(stage: Stage, question: Question): World {
  const { draft: w, proposals, tip } = stage;
  const candidate = question.candidate === "head" ? (proposals.at(-1)?.head ?? tip) : below(stage, question.candidate);
  if (question.emergency !== undefined) openEmergency(stage, candidate, question.emergency);
  const world = w.world(candidate, { environment: question.environment });
  const policy = { ...world.policy, void: [...stage.void], revokedKeys: revokedKeys(stage), retired: stage.retired };
  return { ...world, policy, ...unknown(world, question.unknown) };
}

/** One per person, and only of people who, from there on, approve and nothing else. */
function revokedKeys({ draft: w, revokedKeys: keys }: Stage): WorldPolicy["revokedKeys"] {
  return keys
    .filter(({ person }, index) => keys.findIndex((key) => key.person === person) === index)
    .filter(({ person, fromEvent }) =>
      w.log
        .slice(fromEvent)
        .every((event) => event.kind !== "review" || event.person !== person || event.decision === "approve"),
    );
}

function unknown({ policy }: World, what: Question["unknown"]): Partial<World> {
  switch (what) {
    case "nothing":
      return {};
    case "environment":
      return { environment: "nowhere" };
    case "repository":
      return { repository: "github:1" };
    case "ref":
      return { ref: "refs/heads/new" };
    case "time":
      return { now: NOON + policy.freshness + 1 };
    default:
      return what satisfies never;
  }
}
