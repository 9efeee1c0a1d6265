import type { Policy } from "../policy/policy.ts";

/** Whether a record counts under a policy: those on its void list never did. */
export function standsIn(policy: Policy): (place: { readonly leaf: number; readonly id: string }) => boolean {
  return ({ leaf, id }) => !policy.void.some((one) => one.leaf === leaf && one.record === id);
}
