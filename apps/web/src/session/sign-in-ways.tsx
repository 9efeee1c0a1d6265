import { useId, useState } from "react";
import type { Login } from "@countersign/core";
import { usePage } from "../app/page.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import { CopyText } from "../ui/copy-text.tsx";

const now = () => Math.floor(Date.now() / 1000);

/** The ways to sign in: by a passkey of the policy, or by a key on this machine with a command that shows what is signed. */
export function SignInWays() {
  const [keyed, setKeyed] = useState(false);
  return (
    <>
      <PasskeyWay />
      {keyed ? (
        <KeyWay />
      ) : (
        <button type="button" className="link" onClick={() => setKeyed(true)}>
          Sign in with an SSH key instead
        </button>
      )}
    </>
  );
}

function PasskeyWay() {
  const { session } = usePage();
  const [state, setState] = useState<"idle" | "asked" | "again">("idle");
  const [problem, setProblem] = useState<unknown>();
  const sign = async () => {
    setProblem(undefined);
    setState("asked");
    try {
      const { signInByPasskey } = await import("./passkey-sign-in.ts");
      session.begin(await signInByPasskey(session.place, localStorage, now, () => setState("again")));
    } catch (error) {
      setProblem(error);
    }
    setState("idle");
  };
  return (
    <section>
      <button type="button" className="primary" disabled={state !== "idle"} onClick={() => void sign()}>
        {state === "idle" ? "Sign in with a passkey" : "Waiting for the passkey…"}
      </button>
      {state === "again" && <p role="status">Once more, please: this browser sees the passkey for the first time.</p>}
      {problem !== undefined && <ProblemText error={problem} />}
    </section>
  );
}

function KeyWay() {
  const { session } = usePage();
  const [asked, setAsked] = useState<{ readonly login: Login; readonly command: string }>();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<unknown>();
  const id = useId();
  const attempt = async (act: () => Promise<void>) => {
    setProblem(undefined);
    await act().catch((error: unknown) => {
      setProblem(error);
      // A number is good once, whatever came of it.
      setAsked(undefined);
    });
  };
  const begin = () =>
    attempt(async () => {
      const { askLogin, signingCommand } = await import("./sign-in.ts");
      const login = await askLogin(session.place, now());
      setAsked({ login, command: signingCommand(login) });
    });
  const hand = (login: Login) =>
    attempt(async () => {
      const { handLogin, pastedSignature } = await import("./sign-in.ts");
      session.begin(await handLogin(session.place, login, pastedSignature(text)));
    });
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>With an SSH key</h2>
      <p className="quiet">
        The key stays where it is. The command signs the address of this service, a number that is good once, and the
        time; read it before you run it. The signature signs you in and does nothing else.
      </p>
      {asked === undefined ? (
        <button type="button" onClick={() => void begin()}>
          Show the command
        </button>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void hand(asked.login);
          }}
        >
          <CopyText text={asked.command} label="Copy the command" />
          <label htmlFor={`${id}-signature`}>What it printed</label>
          <textarea
            id={`${id}-signature`}
            rows={6}
            spellCheck={false}
            autoComplete="off"
            placeholder="-----BEGIN SSH SIGNATURE-----"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="primary" disabled={text.trim() === ""}>
            Sign in
          </button>
        </form>
      )}
      {problem !== undefined && <ProblemText error={problem} />}
      <p className="quiet">
        For the command line itself: <code>countersign login --url {session.place.origin} --key FILE</code>
      </p>
    </section>
  );
}
