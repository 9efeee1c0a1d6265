import { useCallback, useEffect, useState } from "react";
import type { Stamp } from "./statement.ts";

/** Seconds for which what was begun may be signed; then it is begun anew. */
const VALID = 300;

/** A stamp that is made anew on demand, and when it is old. */
export function useStamp(): readonly [Stamp, () => void] {
  const [stamp, setStamp] = useState(newStamp);
  const renew = useCallback(() => setStamp(newStamp()), []);
  useEffect(() => {
    const timer = setInterval(renew, VALID * 1000);
    return () => clearInterval(timer);
  }, [renew]);
  return [stamp, renew];
}

function newStamp(): Stamp {
  return { id: crypto.randomUUID(), time: Math.floor(Date.now() / 1000) };
}
