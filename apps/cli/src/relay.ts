import { jsonObject, parseStrict, read } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Called } from "./command.ts";

/** The document of a command that was called with `--json` and succeeded; its own code and sentence are thrown otherwise. */
export function relayed(called: Called): JsonObject {
  const { exit, stderr } = called;
  const document = documentOf(called);
  if (exit === 0) return document;
  const { code, message } = document;
  throw new CountersignError(
    typeof code === "string" ? code : "internal.call",
    typeof message === "string" ? message : stderr,
  );
}

/** What a command that was called with `--json` printed, whatever its exit; empty where it printed nothing. */
export function documentOf({ stdout }: Pick<Called, "stdout">): JsonObject {
  return stdout === "" ? {} : read(jsonObject, parseStrict(new TextEncoder().encode(stdout), "internal"), "internal");
}
