import type { Command } from "../command.ts";
import { decide } from "../deciding.ts";
import { DECISION_OPTIONS } from "../decision-options.ts";

export const revokeCommand: Command = {
  name: "revoke",
  summary: "take back what one's organisation said about a change",
  usage: "revoke CHANGE --key FILE|--agent [--role R] [--reason R] [-m TEXT] [--out FILE]",
  details:
    "Earlier approvals of the content by the same organisation count no more, as if nothing had been said. What was revoked as `harmful` is not rolled back to either.",
  positionals: [1, 1],
  options: { ...DECISION_OPTIONS, reason: { value: "R", help: "expired-review, harmful or mistake" } },
  examples: ["revoke 5c81d94d30f1a2b3 --key ~/.ssh/id_ed25519 --reason harmful -m 'Raises exposure of minors'"],
  run: (invocation) => decide("revoke", invocation),
};
