import { useQuery } from "@tanstack/react-query";
import { Fragment, useId, useState } from "react";
import { usePage, usePerson } from "../app/page.ts";
import { prefer, usePreferences } from "../app/preferences.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { dataOf } from "../api/client.ts";
import { listedPage } from "./listed-page.ts";

/** Who one is, and in which capacity: what one decides as must never be a surprise. Opens what belongs to the session. */
export function IdentityChip() {
  const { person, organisation, roles, operator } = usePerson();
  const id = useId();
  const [open, setOpen] = useState(false);
  const capacity = roles.length > 0 ? roles.join(", ") : operator ? "operator" : "no role";
  return (
    <>
      <button type="button" className="chip" popoverTarget={id}>
        <b>
          <OthersText text={person} />
        </b>
        {[...new Set([organisation, capacity])].map((part) => (
          <Fragment key={part}>
            <span aria-hidden="true"> · </span>
            <OthersText text={part} />
          </Fragment>
        ))}
      </button>
      <div
        id={id}
        popover="auto"
        className="popover"
        role="dialog"
        aria-label="Session and preferences"
        onToggle={({ newState }) => setOpen(newState === "open")}
      >
        {open && <SessionPanel />}
      </div>
    </>
  );
}

function SessionPanel() {
  const { api, session } = usePage();
  const { theme } = usePreferences();
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: () => dataOf(api.GET("/v1/sessions")) });
  const policy = useQuery({ queryKey: ["policy"], queryFn: () => dataOf(api.GET("/v1/policy")), staleTime: 300_000 });
  const { organisation } = usePerson();
  const listed = policy.data === undefined ? undefined : listedPage(policy.data, organisation, location.origin);
  const current = sessions.data?.items.find((one) => one.current);
  const signOut = async () => {
    await api.DELETE("/v1/session").catch(() => {});
    session.forget();
  };
  return (
    <>
      {current !== undefined && (
        <p>
          Signed in <Time at={new Date(current.made * 1000).toISOString()} />
        </p>
      )}
      {(sessions.data?.items.length ?? 0) > 1 && (
        <p className="quiet">{(sessions.data?.items.length ?? 1) - 1} more sessions of yours are open.</p>
      )}
      {listed === false && (
        <p className="quiet">
          Reading works here; decisions are not signed on this page, because the policy lists no page {location.origin}{" "}
          of {organisation}. <code>web.origin</code>
        </p>
      )}
      <fieldset className="choices">
        <legend>Theme</legend>
        {(["system", "light", "dark"] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="theme" checked={theme === one} onChange={() => prefer({ theme: one })} />
            {one}
          </label>
        ))}
      </fieldset>
      <a href={formatRoute({ screen: "passkey" })}>Make a passkey</a>
      <div className="buttons">
        <button type="button" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </>
  );
}
