import type { Command } from "./command.ts";
import { approveCommand } from "./commands/approve.ts";
import { auditCommand } from "./commands/audit.ts";
import { baselineCommand } from "./commands/baseline.ts";
import { bundleCommand } from "./commands/bundle.ts";
import { checkCommand } from "./commands/check.ts";
import { captureCommand } from "./commands/capture.ts";
import { cosignCommand } from "./commands/cosign.ts";
import { demoCommand } from "./commands/demo.ts";
import { evidenceCommand } from "./commands/evidence.ts";
import { gateCommand } from "./commands/gate.ts";
import { holdCommand } from "./commands/hold.ts";
import { initCommand } from "./commands/init.ts";
import { policyCheckCommand } from "./commands/policy-check.ts";
import { policyDigestCommand } from "./commands/policy-digest.ts";
import { policyExplainCommand } from "./commands/policy-explain.ts";
import { policyNewCommand } from "./commands/policy-new.ts";
import { policyPublishCommand } from "./commands/policy-publish.ts";
import { policySignCommand } from "./commands/policy-sign.ts";
import { proofCommand } from "./commands/proof.ts";
import { queueCommand } from "./commands/queue.ts";
import { rejectCommand } from "./commands/reject.ts";
import { revokeCommand } from "./commands/revoke.ts";
import { showCommand } from "./commands/show.ts";
import { submitCommand } from "./commands/submit.ts";
import { tryCommand } from "./commands/try.ts";
import { whyCommand } from "./commands/why.ts";

/** Every command of the program, in the order of its help text. */
export const COMMANDS: readonly Command[] = [
  tryCommand,
  checkCommand,
  whyCommand,
  initCommand,
  policyNewCommand,
  policyCheckCommand,
  policyExplainCommand,
  policyDigestCommand,
  policySignCommand,
  policyPublishCommand,
  baselineCommand,
  captureCommand,
  queueCommand,
  showCommand,
  approveCommand,
  rejectCommand,
  holdCommand,
  revokeCommand,
  submitCommand,
  bundleCommand,
  gateCommand,
  auditCommand,
  proofCommand,
  evidenceCommand,
  cosignCommand,
  demoCommand,
];
