import type { Command } from "../command.ts";
import { approveProposal } from "../baseline-approval.ts";
import { decide } from "../deciding.ts";
import { decideTogether } from "../deciding-together.ts";
import { DECISION_OPTIONS, ENVIRONMENT_OPTIONS, TOGETHER_DETAILS } from "../decision-options.ts";

export const approveCommand: Command = {
  name: "approve",
  summary: "sign that a change may go ahead, or sign a proposed baseline",
  usage: "approve CHANGE… --key FILE|--agent [--role R] [--env ENV…] [--expires DURATION] [-m TEXT] [--out FILE]",
  details:
    "CHANGE is the id of a captured change or of a proposed baseline, or 16 characters or more of it. Everything that the signature binds is printed before it is made. With --bundle, --root and --out it is made on a machine that has neither the home nor the log, and `submit` puts it into the log. JSON: change, decision, person, role, statement.sha256; then leaf.index and outcome where it is in the log, or file where --out was given.\n\n" +
    TOGETHER_DETAILS,
  positionals: [1, 100],
  options: {
    ...DECISION_OPTIONS,
    ...ENVIRONMENT_OPTIONS,
    expires: { value: "DURATION", help: "how long the approval holds from now on, such as P30D or PT12H" },
  },
  examples: [
    "approve 5c81d94d30f1a2b3 --key ~/.ssh/id_ed25519 -m 'Weights are within the agreed range'",
    "approve 5c81d94d30f1a2b3 --agent --env production-eu --expires P30D --yes",
    "approve 5c81d94d30f1a2b3 9f02a1b4c5d6e7f8 --key ~/.ssh/id_ed25519 -m 'Renames only'",
    "approve 5c81d94d30f1a2b3 --key id.pub --bundle log.bundle --root root.json --out approve.json",
  ],
  async run(invocation) {
    if (invocation.positionals.length > 1) return decideTogether("approve", invocation);
    return (await approveProposal(invocation)) ?? decide("approve", invocation);
  },
};
