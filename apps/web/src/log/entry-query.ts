import { KINDS } from "@countersign/core";
import type { Decision, Kind } from "@countersign/core";

/** What entries somebody looks for, as the service is asked for them. */
export type EntryQuery = {
  readonly kind?: Kind;
  readonly index?: string;
  readonly change?: string;
  readonly commit?: string;
  readonly key?: string;
  readonly decision?: Decision;
  readonly person?: string;
};

const DECISIONS: readonly Decision[] = ["approve", "reject", "hold", "revoke"];

/**
 * Reads what somebody typed: a kind, a decision, a leaf's number, a change id or 16 digits or more of its beginning, a commit, a key's
 * fingerprint, else a person. Words are joined; the later one of the same sort counts.
 */
export function parseEntryQuery(text: string): EntryQuery {
  const words = text.split(/\s+/).filter((word) => word !== "");
  return words.reduce<EntryQuery>((query, word) => ({ ...query, ...partOf(word) }), {});
}

function partOf(word: string): EntryQuery {
  const kind = KINDS.find((one) => one === word);
  if (kind !== undefined) return { kind };
  const decision = DECISIONS.find((one) => one === word);
  if (decision !== undefined) return { decision };
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(word)) return { key: word };
  if (/^(?:0|[1-9]\d{0,7})$/.test(word)) return { index: word };
  if (/^[0-9a-f]{40}$/.test(word)) return { commit: word };
  if (/^[0-9a-f]{16,64}$/.test(word)) return { change: word };
  return { person: word };
}
