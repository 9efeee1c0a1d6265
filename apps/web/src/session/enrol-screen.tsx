import { useState } from "react";
import { usePerson } from "../app/page.ts";
import { CopyText } from "../ui/copy-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import type { MadePasskey } from "./passkey.ts";

/** Makes a passkey on this device, and says what has to be in the policy before it counts. */
export function EnrolScreen() {
  const { person, organisation } = usePerson();
  const [made, setMade] = useState<MadePasskey>();
  const [problem, setProblem] = useState<unknown>();
  const make = async () => {
    setProblem(undefined);
    try {
      const { makePasskey } = await import("./passkey.ts");
      const { rememberKey } = await import("./passkey-sign-in.ts");
      const passkey = await makePasskey(person, (bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
      rememberKey(localStorage, passkey.credential, passkey.key);
      setMade(passkey);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <section className="plain">
      <h1>Make a passkey</h1>
      <p>
        A passkey is for one page: this one is for <b>{location.hostname}</b>. It signs in and signs decisions here
        after it has asked for your PIN or finger, and it counts once the policy lists it, which all sides sign.
      </p>
      {made === undefined ? (
        <button type="button" className="primary" onClick={() => void make()}>
          Make a passkey for {person}
        </button>
      ) : (
        <PolicyLines line={made.line} person={person} organisation={organisation} />
      )}
      {problem !== undefined && <ProblemText error={problem} />}
    </section>
  );
}

type LinesProps = { readonly line: string; readonly person: string; readonly organisation: string };

function PolicyLines({ line, person, organisation }: LinesProps) {
  return (
    <>
      <h2>Put this into the next version of the policy</h2>
      <p>
        Among the <code>keys</code> of {person} in <code>people</code>:
      </p>
      <CopyText text={`keys: [${JSON.stringify(line)}]`} label="Copy the key" />
      <p>
        And at {organisation} in <code>organisations</code>, unless it is there:
      </p>
      <CopyText
        text={`origins: [{origin: ${JSON.stringify(location.origin)}, rpId: ${JSON.stringify(location.hostname)}}]`}
        label="Copy the page"
      />
      <p>Then everybody signs it, and it is published:</p>
      <CopyText
        text={"countersign policy sign policy.yaml --key FILE\ncountersign policy publish policy.yaml"}
        label="Copy the commands"
      />
    </>
  );
}
