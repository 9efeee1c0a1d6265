import type { Oid } from "@countersign/core/objects";
import { openObjectReader } from "./batch.ts";
import type { Mirror } from "./mirror.ts";
import type { ObjectType } from "./responses.ts";

/** The types of these objects in the mirror, undefined for absent ones. No process is started for an empty list. */
export async function typesOf(
  mirror: Mirror,
  ids: readonly Oid[],
): Promise<readonly (readonly [Oid, ObjectType | undefined])[]> {
  if (ids.length === 0) return [];
  await using reader = openObjectReader(mirror);
  return await Promise.all(ids.map(async (oid) => [oid, await reader.typeOf(oid)] as const));
}
