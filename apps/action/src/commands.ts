import type { CommandEntry } from "@countersign/cli/program";

/** The commands that an action runs; the built action has no others in it. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "gate", load: async () => (await import("@countersign/cli/gate")).gateCommand },
  { name: "gate ask", load: async () => (await import("@countersign/cli/gate-ask")).gateAskCommand },
];
