import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { ServiceAccess } from "./service-access.ts";
import { askService } from "./service-client.ts";

const parked = z.object({
  kind: z.string(),
  key: z.string(),
  code: z.string().nullable(),
  failures: z.int(),
  /** Since when nobody tries it any more. */
  parked: z.iso.datetime().nullable(),
});

/** Work that the service does not try any more before people look. */
export type ParkedWork = z.infer<typeof parked>;

const standing = z.object({ health: z.object({ undone: z.int() }), parked: z.array(parked) });

/** How much the service has to do, and what of it is parked, oldest first; `web.answer` for anything else. */
export async function workOf({ address, token }: ServiceAccess) {
  const bytes = await askService(address, { method: "GET", path: "/v1/work", token });
  // Its seconds have fractions, which no document has that somebody signs.
  const read = standing.safeParse(jsonIn(bytes));
  if (!read.success) throw noWork(read.error);
  const { health, parked: waiting } = read.data;
  return { undone: health.undone, parked: waiting };
}

/** Has parked work tried again. False where it is not parked any more. */
export async function replay({ address, token }: ServiceAccess, { kind, key }: ParkedWork): Promise<boolean> {
  try {
    await askService(address, { method: "POST", path: "/v1/work/replay", token, body: { kind, key } });
    return true;
  } catch (error) {
    if (error instanceof CountersignError && error.code === "web.unknown") return false;
    throw error;
  }
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw noWork(cause);
  }
}

function noWork(cause: unknown): CountersignError {
  return new CountersignError("web.answer", "the service answers something that this program does not understand", {
    cause,
  });
}
