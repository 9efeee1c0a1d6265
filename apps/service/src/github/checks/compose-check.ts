import type { PullView, WantedCheck } from "./wanted.ts";

/** GitHub's bounds (github.md §5), in characters. */
const LONGEST = { title: 255, summary: 65_535 };

const CUT = "\n\n_What follows was too long for a check._";
const SEVERITY: readonly PullView["state"][] = ["fails", "asks", "waiting", "passes"];

/** The check of a head, by everything that is proposed from it: it says what the worst of it is, so that a green one is green for all. */
export function composeCheck(head: string, views: readonly PullView[], notes: readonly string[]): WantedCheck {
  const ordered = views.toSorted(
    (a, b) => SEVERITY.indexOf(a.state) - SEVERITY.indexOf(b.state) || a.number - b.number,
  );
  const [worst] = ordered;
  if (worst === undefined) return supersededCheck(head);
  const sections = ordered.map((view) =>
    views.length === 1 ? view.text : `### #${view.number} onto \`${view.onto}\`\n\n${view.text}`,
  );
  return {
    about: worst.change ?? head,
    ...conclusionOf(worst.state),
    title: worst.headline.slice(0, LONGEST.title),
    summary: bounded([...notes, ...sections].join("\n\n")),
    annotations: ordered.flatMap(({ annotations }) => annotations),
  };
}

/** What the check of a head says from which nothing is proposed onto a protected branch any more. */
function supersededCheck(head: string): WantedCheck {
  return {
    about: head,
    conclusion: "cancelled",
    title: "No pull request waits for this check",
    summary: "The pull request has another head by now, was closed, or is onto a branch that is not protected.",
    annotations: [],
  };
}

function conclusionOf(state: PullView["state"]): Pick<WantedCheck, "conclusion"> {
  switch (state) {
    case "passes":
      return { conclusion: "success" };
    case "fails":
      return { conclusion: "failure" };
    case "asks":
      return { conclusion: "action_required" };
    case "waiting":
      return {};
    default:
      return state satisfies never;
  }
}

/** Cut at a character, not in the middle of one. */
function bounded(text: string): string {
  if (text.length <= LONGEST.summary) return text;
  return text.slice(0, LONGEST.summary - CUT.length - 1).toWellFormed() + CUT;
}
