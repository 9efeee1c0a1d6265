import { jsonObject, parseStrict, read } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Called } from "./command.ts";

/** The document of a command that was called with `--json` and succeeded; its own code and sentence are thrown otherwise. */
export function relayed({ exit, stdout, stderr }: Called): JsonObject {
  const document =
    stdout === "" ? {} : read(jsonObject, parseStrict(new TextEncoder().encode(stdout), "internal"), "internal");
  if (exit === 0) return document;
  const { code, message } = document;
  throw new CountersignError(
    typeof code === "string" ? code : "internal.call",
    typeof message === "string" ? message : stderr,
  );
}
