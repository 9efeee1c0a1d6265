import type { Command } from "../command.ts";
import { decide } from "../deciding.ts";
import { decideTogether } from "../deciding-together.ts";
import { DECISION_OPTIONS, ENVIRONMENT_OPTIONS, TOGETHER_DETAILS } from "../decision-options.ts";

export const rejectCommand: Command = {
  name: "reject",
  summary: "sign that a change must not go ahead",
  usage: "reject CHANGE… --key FILE|--agent [--role R] [--env ENV…] [-m TEXT] [--out FILE]",
  details:
    "A rejection follows the content: under whatever branch, proposal or message it comes back, it stays rejected until somebody of the same organisation approves it.\n\n" +
    TOGETHER_DETAILS,
  positionals: [1, 100],
  options: { ...DECISION_OPTIONS, ...ENVIRONMENT_OPTIONS },
  examples: ["reject 5c81d94d30f1a2b3 --key ~/.ssh/id_ed25519 -m 'Sends profiles to a third party'"],
  run: (invocation) =>
    invocation.positionals.length > 1 ? decideTogether("reject", invocation) : decide("reject", invocation),
};
