import type { Problem } from "../api/problem.ts";
import { usePage } from "../app/page.ts";
import { Keys } from "../ui/keys.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import type { Statement } from "./statement.ts";
import type { Phase } from "./use-handing-in.ts";

type Props = {
  readonly phase: Exclude<Phase, { readonly kind: "placed" }>;
  readonly hindered: string | undefined;
  /** What can be signed now. */
  readonly ready: Statement | undefined;
  /** Whether the policy lists this page for passkeys of the organisation. */
  readonly listed: boolean;
  readonly organisation: string;
  readonly onSign: () => void;
  /** Takes what a command printed; throws where it is no signature of the statement. */
  readonly onSignature: (text: string) => void;
  readonly onAgain: () => void;
};

/** The ways to sign, what hinders it, and how far it is. */
export function SignSection({ phase, hindered, ready, listed, organisation, onSign, onSignature, onAgain }: Props) {
  const { session } = usePage();
  const writing = phase.kind === "writing";
  return (
    <section className="sign" aria-labelledby="sign-title">
      <h2 id="sign-title">Sign</h2>
      {hindered !== undefined && (
        <p className="hindrance" role="status">
          {hindered}
        </p>
      )}
      {listed ? (
        <p>
          <button type="button" className="primary" disabled={ready === undefined || !writing} onClick={onSign}>
            {phase.kind === "touch" ? "Waiting for your passkey…" : "Sign with a passkey"} <Keys keys="Control+Enter" />
          </button>
        </p>
      ) : (
        <p className="quiet">
          The policy does not list this page for passkeys of <b>{organisation}</b> (<code>web.origin</code>). Sign with
          a key elsewhere, or open the page of your own organisation.
        </p>
      )}
      {phase.kind === "sent" && <Sent waiting={phase.waiting} />}
      {writing && phase.problem !== undefined && <Refused problem={phase.problem} onAgain={onAgain} />}
      {ready !== undefined && writing && (
        <details className="elsewhere">
          <summary>With a key elsewhere</summary>
          <Elsewhere statement={ready} origin={session.place.origin} onSignature={onSignature} />
        </details>
      )}
    </section>
  );
}

function Sent({ waiting }: { readonly waiting: Problem | undefined }) {
  return (
    <div role="status">
      <p>Signed, and not yet logged: gates stay as they are. It is handed in until the service answers.</p>
      {waiting !== undefined && <ProblemText error={waiting} />}
    </div>
  );
}

/** What became of it where it was not logged, and what is to be looked at anew where the change is another one meanwhile. */
function Refused({ problem, onAgain }: { readonly problem: Problem; readonly onAgain: () => void }) {
  const moved = ["web.precondition", "decision.superseded", "statement.duplicate-id"].includes(problem.code);
  return (
    <>
      <ProblemText error={problem} />
      {moved && (
        <p>
          Nothing was logged: the change is not as it was shown.{" "}
          <button type="button" onClick={onAgain}>
            Look again
          </button>
        </p>
      )}
    </>
  );
}
