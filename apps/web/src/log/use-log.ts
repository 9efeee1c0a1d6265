import { queryOptions, useQuery } from "@tanstack/react-query";
import { usePage } from "../app/page.ts";
import { trustQuery } from "../trust/read-trust.ts";
import type { Trusted } from "../trust/read-trust.ts";
import { lookAtLog } from "./look-at-log.ts";

/** Milliseconds after which a log that is shown is looked at again. */
const AGAIN = 30_000;

/** The log as this browser checks it, by the newest policy that it verified; `problem` where that did not come so far. */
export function useLog() {
  const page = usePage();
  const trusted = useQuery(trustQuery(page));
  const look = useQuery(lookQuery(page.session.place.origin, trusted.data));
  return { trusted: trusted.data, look: look.data, problem: trusted.error ?? look.error, again: look.refetch } as const;
}

/** A look at a log, by what was verified of its policies. */
function lookQuery(origin: string, trusted: Trusted | undefined) {
  const chain = trusted?.chain;
  return queryOptions({
    queryKey: ["log", "look", trusted?.inForce.sha256],
    enabled: chain !== undefined,
    retry: false,
    staleTime: AGAIN,
    structuralSharing: false,
    refetchInterval: AGAIN,
    queryFn: () => {
      if (chain === undefined) throw new RangeError("asked before the policies are verified");
      return lookAtLog({ origin, kept: localStorage, chain });
    },
  });
}
