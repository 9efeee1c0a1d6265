import type { Command } from "../command.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { workOf } from "../parked-work.ts";
import type { ParkedWork } from "../parked-work.ts";
import { SERVICE_OPTIONS, serviceAccess } from "../service-access.ts";
import { harmless } from "../terminal.ts";

export const workListCommand: Command = {
  name: "work list",
  summary: "what the service does not try any more before people look",
  usage: "work list --url URL [--token-file FILE]",
  details:
    "Work that failed six times by a fault of the service's own is parked, so that all else goes on; what is only unreachable is tried for ever. Mend what the code is about, then have it tried again. JSON: undone, and parked with kind, key, code, failures and parked, the time.",
  options: SERVICE_OPTIONS,
  examples: ["work list --url https://countersign.acme.example"],
  async run(invocation) {
    const { undone, parked } = await workOf(await serviceAccess(invocation));
    const again = `work replay --all --url ${shellWord(invocation.required("url"))}`;
    return {
      json: { undone, parked },
      text: [
        `${parked.length} parked, ${undone} to be done`,
        ...parked.map(lineOf),
        ...(parked.length === 0 ? [] : [`once mended: ${nextCommand(invocation, again)}`]),
      ].join("\n"),
    };
  },
};

function lineOf({ kind, key, code, failures, parked }: ParkedWork): string {
  return `  ${harmless(kind)} ${harmless(key)}  ${harmless(code ?? "no code")}, ${failures} failures, parked ${harmless(parked ?? "")}`;
}
