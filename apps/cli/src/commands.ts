import type { Command } from "./command.ts";

/** A command's name, and the module that has it: only the one that is called is loaded. */
export type CommandEntry = { readonly name: string; readonly load: () => Promise<Command> };

/** Every command of the program, in the order of its help text. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "try", load: async () => (await import("./commands/try.ts")).tryCommand },
  { name: "check", load: async () => (await import("./commands/check.ts")).checkCommand },
  { name: "why", load: async () => (await import("./commands/why.ts")).whyCommand },
  { name: "init", load: async () => (await import("./commands/init.ts")).initCommand },
  { name: "policy new", load: async () => (await import("./commands/policy-new.ts")).policyNewCommand },
  { name: "policy check", load: async () => (await import("./commands/policy-check.ts")).policyCheckCommand },
  { name: "policy test", load: async () => (await import("./commands/policy-test.ts")).policyTestCommand },
  { name: "policy explain", load: async () => (await import("./commands/policy-explain.ts")).policyExplainCommand },
  { name: "policy digest", load: async () => (await import("./commands/policy-digest.ts")).policyDigestCommand },
  { name: "policy sign", load: async () => (await import("./commands/policy-sign.ts")).policySignCommand },
  { name: "policy publish", load: async () => (await import("./commands/policy-publish.ts")).policyPublishCommand },
  {
    name: "policy next-log-key",
    load: async () => (await import("./commands/policy-next-log-key.ts")).policyNextLogKeyCommand,
  },
  { name: "baseline", load: async () => (await import("./commands/baseline.ts")).baselineCommand },
  { name: "capture", load: async () => (await import("./commands/capture.ts")).captureCommand },
  { name: "queue", load: async () => (await import("./commands/queue.ts")).queueCommand },
  { name: "show", load: async () => (await import("./commands/show.ts")).showCommand },
  { name: "approve", load: async () => (await import("./commands/approve.ts")).approveCommand },
  { name: "reject", load: async () => (await import("./commands/reject.ts")).rejectCommand },
  { name: "hold", load: async () => (await import("./commands/hold.ts")).holdCommand },
  { name: "revoke", load: async () => (await import("./commands/revoke.ts")).revokeCommand },
  { name: "submit", load: async () => (await import("./commands/submit.ts")).submitCommand },
  { name: "bundle", load: async () => (await import("./commands/bundle.ts")).bundleCommand },
  { name: "gate", load: async () => (await import("./commands/gate.ts")).gateCommand },
  { name: "gate-key", load: async () => (await import("./commands/gate-key.ts")).gateKeyCommand },
  { name: "verdict check", load: async () => (await import("./commands/verdict-check.ts")).verdictCheckCommand },
  { name: "receipt", load: async () => (await import("./commands/receipt.ts")).receiptCommand },
  { name: "break-glass", load: async () => (await import("./commands/break-glass.ts")).breakGlassCommand },
  { name: "incident open", load: async () => (await import("./commands/incident-open.ts")).incidentOpenCommand },
  { name: "incident close", load: async () => (await import("./commands/incident-close.ts")).incidentCloseCommand },
  { name: "incident list", load: async () => (await import("./commands/incident-list.ts")).incidentListCommand },
  { name: "audit", load: async () => (await import("./commands/audit.ts")).auditCommand },
  { name: "proof", load: async () => (await import("./commands/proof.ts")).proofCommand },
  { name: "evidence", load: async () => (await import("./commands/evidence.ts")).evidenceCommand },
  { name: "export", load: async () => (await import("./commands/export.ts")).exportCommand },
  { name: "serve", load: async () => (await import("./commands/serve.ts")).serveCommand },
  { name: "doctor", load: async () => (await import("./commands/doctor.ts")).doctorCommand },
  { name: "cosign", load: async () => (await import("./commands/cosign.ts")).cosignCommand },
  { name: "demo", load: async () => (await import("./commands/demo.ts")).demoCommand },
];
