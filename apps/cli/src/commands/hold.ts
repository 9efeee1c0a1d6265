import type { Command } from "../command.ts";
import { decide } from "../deciding.ts";
import { DECISION_OPTIONS, ENVIRONMENT_OPTIONS } from "../decision-options.ts";

export const holdCommand: Command = {
  name: "hold",
  summary: "sign that a change has to wait for an answer",
  usage: "hold CHANGE --key FILE|--agent [--role R] [--env ENV…] [-m TEXT] [--out FILE]",
  details: "Gates answer `pending` until somebody of the same organisation approves or rejects the content.",
  positionals: [1, 1],
  options: { ...DECISION_OPTIONS, ...ENVIRONMENT_OPTIONS },
  examples: ["hold 5c81d94d30f1a2b3 --key ~/.ssh/id_ed25519 -m 'Which table feeds this feature?'"],
  run: (invocation) => decide("hold", invocation),
};
