import { useId, useState } from "react";
import { CopyText } from "../ui/copy-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { commandLines } from "./command-lines.ts";
import { signingCommand } from "./sign-decision.ts";
import type { Statement } from "./statement.ts";

type Props = {
  readonly statement: Statement;
  /** Origin of the service. */
  readonly origin: string;
  /** Takes what a command printed; throws where it is no signature of this statement by the person. */
  readonly onSignature: (text: string) => void;
};

/** Ways for a key that is not in this browser: a signature to paste, or the command line, whose decision this page waits for. */
export function Elsewhere({ statement, origin, onSignature }: Props) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<unknown>();
  const id = useId();
  const take = () => {
    setProblem(undefined);
    try {
      onSignature(text);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <>
      <h3>With ssh-keygen, and a key on this machine</h3>
      <p className="quiet">The command holds all that it signs, to be read before it is run.</p>
      <CopyText text={signingCommand(statement)} label="Copy the command" />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take();
        }}
      >
        <label htmlFor={`${id}-signature`}>What it printed</label>
        <textarea
          id={`${id}-signature`}
          rows={5}
          spellCheck={false}
          autoComplete="off"
          placeholder="-----BEGIN SSH SIGNATURE-----"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" disabled={text.trim() === ""}>
          Hand in this signature
        </button>
      </form>
      {problem !== undefined && <ProblemText error={problem} />}
      <h3>With the command line, on a machine of its own</h3>
      <p className="quiet">
        It verifies the log by the root that you pin, and signs what it found itself. This page says when the decision
        arrives.
      </p>
      <CopyText text={commandLines(statement.review, origin).join("\n")} label="Copy the commands" />
    </>
  );
}
