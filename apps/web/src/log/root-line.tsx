import { Time } from "../text/time.tsx";
import type { Trusted } from "../trust/read-trust.ts";

/** The first policy, from which everything follows, and who says that it is the right one. */
export function RootLine({ trusted: { chain, inForce, pinnedBy, since } }: { readonly trusted: Trusted }) {
  const { version } = inForce.policy;
  return (
    <>
      Policy version 1, <code>{chain[0].sha256}</code>, {pinnedBy === "page" && "which the host of this page pins."}
      {pinnedBy === "browser" && (
        <>
          which this browser has known since <Time at={since} />. Compare it with <code>policySha256</code> of your
          root.json.
        </>
      )}
      {pinnedBy === "nobody" && (
        <>
          seen for the first time. Compare it with <code>policySha256</code> of your root.json; it is kept from now on.
        </>
      )}
      {version > 1 && ` Version ${version} in force follows it by the signatures of all sides.`}
    </>
  );
}
