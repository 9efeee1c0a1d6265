/**
 * Whether a policy lists a page of an organisation, for signing with passkeys there (attack D21). Policy as `/v1/policy` answers it;
 * what is not in it as it should be lists nothing.
 */
export function listedPage(policy: unknown, organisation: string, origin: string): boolean {
  return membersOf(policy, "organisations")
    .filter((one) => fieldOf(one, "id") === organisation)
    .flatMap((one) => membersOf(one, "origins"))
    .some((one) => fieldOf(one, "origin") === origin);
}

/** Members of a list in a document; none where there is no list. */
export function membersOf(document: unknown, name: string): readonly unknown[] {
  const found = fieldOf(document, name);
  return Array.isArray(found) ? found : [];
}

/** A field of a document; undefined where there is none. */
export function fieldOf(document: unknown, name: string): unknown {
  if (typeof document !== "object" || document === null) return undefined;
  return Object.getOwnPropertyDescriptor(document, name)?.value;
}
