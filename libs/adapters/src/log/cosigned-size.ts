import { parseStrict } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { askServer } from "./ask-server.ts";
import type { ServerPatience } from "./ask-server.ts";

const LIMIT = 1024 * 1024;
const PATIENCE: ServerPatience = { idle: 5000, whole: 10_000 };

/**
 * How many leaves of a log a witness says that it cosigned (`GET /`). Nobody believes it; undefined where it does not answer, or
 * says nothing of that log.
 */
export async function cosignedSize(url: string, origin: string): Promise<number | undefined> {
  try {
    const answer = await askServer(`${url.replace(/\/+$/, "")}/`, {}, PATIENCE);
    const document = parseStrict((await answer.bytes(LIMIT)) ?? new Uint8Array());
    const logs = member(document, "logs");
    const found = Array.isArray(logs) ? logs.find((one) => member(one, "origin") === origin) : undefined;
    const size = member(found, "size");
    return typeof size === "number" ? size : undefined;
  } catch {
    return undefined;
  }
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
