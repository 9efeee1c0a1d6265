import { problemOf } from "../api/problem.ts";
import { OthersText } from "../text/others-text.tsx";

/** What went wrong: a sentence, what to do about it, and the code to look it up by. */
export function ProblemText({ error }: { readonly error: unknown }) {
  const { code, detail, remedy } = problemOf(error);
  return (
    <div className="problem" role="alert">
      <p>
        <OthersText text={sentence(detail)} />
      </p>
      <p className="quiet">
        <OthersText text={remedy} /> <code>{code.slice(0, 80)}</code>
      </p>
    </div>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
