import { parseStrict, read } from "@countersign/attest";
import type { Reader } from "@countersign/attest";
import { CountersignError } from "@countersign/core";

/** Reads what a service answered; `web.answer` for anything else. */
export function readAnswer<T>(form: Reader<T>, bytes: Uint8Array): T {
  try {
    return read(form, parseStrict(bytes, "web"), "web");
  } catch (cause) {
    throw new CountersignError("web.answer", "the service answers something that this program does not understand", {
      cause,
    });
  }
}
