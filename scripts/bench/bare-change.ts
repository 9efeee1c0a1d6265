import type { CapturedChange, Entry } from "@countersign/core";

/** A change as Git has it, with nothing around it. */
export type BareChange = Pick<CapturedChange, "base" | "head" | "result"> & { readonly entries: readonly Entry[] };
