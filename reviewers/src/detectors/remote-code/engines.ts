import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import { isEngine } from "../../facts/engines.ts";
import type { Import } from "../../facts/fact.ts";
import { say } from "./say.ts";

/** An engine that is drawn in. */
export function engine(file: Examined, drawn: Import): readonly Finding[] {
  if (!isEngine(drawn.module)) return [];
  const title = `An engine that runs scripts is drawn in: ${drawn.module}`;
  return [say(file, drawn, "remote.script", title, drawn.module)];
}
