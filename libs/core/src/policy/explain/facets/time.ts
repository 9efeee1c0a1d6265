import { spellDuration } from "../../duration.ts";
import type { Facet, Presence } from "../facet.ts";

/** A limit of so many seconds; less time is always stricter. */
export function timeFacet(seconds: number, presence?: Presence): Facet {
  return {
    says: spellDuration(seconds),
    measure: { kind: "amount", amount: -seconds },
    ...(presence === undefined ? {} : { presence }),
  };
}
