import { CountersignError } from "@countersign/core";
import type { Command, Invocation } from "../command.ts";
import { replay, workOf } from "../parked-work.ts";
import type { ParkedWork } from "../parked-work.ts";
import { SERVICE_OPTIONS, serviceAccess } from "../service-access.ts";
import { harmless } from "../terminal.ts";

export const workReplayCommand: Command = {
  name: "work replay",
  summary: "have parked work tried again",
  usage: "work replay (KEY… | --all) --url URL",
  details:
    "For people of the operator, once what it failed by is mended: `work list` has the keys and the codes. It is tried as if it had never failed, and parked again after six failures. What somebody else has had tried again meanwhile is no error. JSON: replayed and gone, each with kind and key.",
  positionals: [0, 1_000],
  options: { all: { help: "everything that is parked" }, ...SERVICE_OPTIONS },
  examples: [
    "work replay github:123456 --url https://countersign.acme.example",
    "work replay --all --url https://countersign.acme.example",
  ],
  async run(invocation) {
    const { positionals: keys, given } = invocation;
    if (given("all") === keys.length > 0) throw new CountersignError("usage.option", "name keys, or say --all");
    const access = await serviceAccess(invocation);
    const { parked } = await workOf(access);
    const [replayed, gone]: [ParkedWork[], ParkedWork[]] = [[], []];
    for (const one of wanted(invocation, parked)) ((await replay(access, one)) ? replayed : gone).push(one);
    const named = (items: readonly ParkedWork[]) => items.map(({ kind, key }) => ({ kind, key }));
    return {
      json: { replayed: named(replayed), gone: named(gone) },
      text: [
        ...replayed.map((one) => `${spell(one)}: is tried again`),
        ...gone.map((one) => `${spell(one)}: is not parked any more`),
        ...(parked.length === 0 ? ["nothing is parked"] : []),
      ].join("\n"),
    };
  },
};

/** All of it is there, or nothing is asked for. */
function wanted({ positionals: keys, given }: Invocation, parked: readonly ParkedWork[]): readonly ParkedWork[] {
  if (given("all")) return parked;
  const unknown = keys.find((key) => !parked.some((one) => one.key === key));
  if (unknown !== undefined)
    throw new CountersignError("web.unknown", `nothing that is parked has the key ${JSON.stringify(unknown)}`);
  return parked.filter(({ key }) => keys.includes(key));
}

function spell({ kind, key }: ParkedWork): string {
  return `${harmless(kind)} ${harmless(key)}`;
}
