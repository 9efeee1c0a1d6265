import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { useKeptStop } from "./log-stop.ts";

/** Stands over every screen while a log that did not verify is not dealt with. */
export function LogBanner() {
  const { session } = usePage();
  const stop = useKeptStop(session.place.origin);
  if (stop === undefined) return null;
  return (
    <p className="log-banner" role="status">
      The log of this service did not verify ({stop.code}). Decide nothing before you have looked at{" "}
      <a href={formatRoute({ screen: "log", query: "" })}>what was found</a>.
    </p>
  );
}
