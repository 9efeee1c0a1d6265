import { says } from "./query-language.ts";

/** Sections of the queue, by whose turn it is. Every open task is in one of them, and in one only. */
export type Section = {
  readonly id: string;
  readonly title: string;
  /** Queries whose tasks it shows, one after the other. */
  readonly parts: readonly string[];
  /** Whether only its head is shown until somebody opens it. */
  readonly folded: boolean;
};

const HERE = "-is:paused -is:outdated";

const BY_TURN: readonly Section[] = [
  { id: "me", title: "Needs you", parts: ["needs:me -is:claimed", "needs:me is:mine"], folded: false },
  { id: "claimed", title: "Claimed by others", parts: [`is:claimed -is:mine ${HERE}`], folded: false },
  {
    id: "others",
    title: "Waiting on other reviewers",
    parts: [`-needs:me -is:claimed ${HERE}`, `-needs:me is:mine ${HERE}`],
    folded: true,
  },
  { id: "author", title: "Waiting on the author", parts: ["-needs:me is:paused"], folded: false },
  { id: "system", title: "Waiting on the system", parts: ["is:outdated -is:paused"], folded: false },
];
const SNOOZED: Section = { id: "snoozed", title: "Snoozed by you", parts: ["is:snoozed"], folded: true };
const DECIDED: Section = { id: "decided", title: "Decided", parts: ["state:decided"], folded: true };

/** The sections that a query is shown in: by turn, unless it says itself which tasks it wants whatever the turn. */
export function sectionsOf(query: string): readonly Section[] {
  const own = (section: Section): Section => ({
    ...section,
    // What somebody typed comes first, so that the places of what is wrong with it are right.
    parts: section.parts.map((part) => [query.trim(), part].filter((one) => one !== "").join(" ")),
  });
  if (says(query, "state:")) return [own({ id: "all", title: "All that match", parts: [""], folded: false })];
  if (says(query, "is:snoozed")) return BY_TURN.map(own);
  const awake = ({ parts, ...section }: Section) => ({ ...section, parts: parts.map((part) => `${part} -is:snoozed`) });
  const open = BY_TURN.map((section) => own(awake(section)));
  return [...open, own(SNOOZED), own(DECIDED)];
}

/** A view of the queue by its name: a link, and no more. */
export type View = { readonly name: string; readonly query: string };

/** The views that everybody has. */
export const VIEWS: readonly View[] = [
  { name: "Everything", query: "" },
  { name: "High risk", query: "risk:>=R3" },
  { name: "By deadline", query: "sort:due" },
  { name: "Mine", query: "is:mine" },
  { name: "Overdue", query: "is:overdue" },
  { name: "Decided", query: "state:decided" },
];
