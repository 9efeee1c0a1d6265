import type { Setting } from "../../../facts/fact.ts";
import { valueText } from "../value.ts";
import type { MappingNode, ScalarNode } from "./node.ts";

/** What keys of a mapping say of a value beside them, and of which one. */
export type Beside = {
  readonly says: Pick<Setting, "min" | "max" | "remote">;
  readonly applies: (key: string) => boolean;
};

const DEFAULT = /^(?:default|value|initial|current)/i;
const MIN = /^(?:min|minimum|lower|lower_?bound|min_?value)$/i;
const MAX = /^(?:max|maximum|upper|upper_?bound|max_?value)$/i;
const REMOTE = /^(?:remote|remote_?(?:key|name)|flag_?(?:key|name)|decider)$/i;
/** Keys of a mapping of this sort; larger ones hold something else. */
const MOST_KEYS = 50;

const NOTHING: Beside = { says: {}, applies: () => false };

/** Bounds, and a name in a remote system, that stand beside a default in one mapping. */
export function besideDefault({ entries }: MappingNode): Beside {
  if (entries.length > MOST_KEYS || !entries.some(({ key }) => DEFAULT.test(key))) return NOTHING;
  const scalar = (pattern: RegExp): ScalarNode | undefined => {
    const node = entries.find(({ key }) => pattern.test(key))?.node;
    return node?.is === "scalar" ? node : undefined;
  };
  const [min, max, remote] = [scalar(MIN)?.value, scalar(MAX)?.value, scalar(REMOTE)?.value];
  return {
    says: {
      ...(min?.is === "number" ? { min: min.decimal } : {}),
      ...(max?.is === "number" ? { max: max.decimal } : {}),
      ...(remote?.is === "string" ? { remote: valueText(remote) } : {}),
    },
    applies: (key) => DEFAULT.test(key),
  };
}
