/** The words of the service's query language, field by field: what the service answers with `queue.query` to is not offered. */
const VALUES = {
  needs: ["me"],
  is: ["claimed", "mine", "snoozed", "paused", "overdue", "outdated", "rejected", "landed", "held"],
  risk: ["R4", ">=R3", "R3", "R2", "<=R2", "R1", "R0"],
  age: [">4h", ">1d", ">2d", ">7d", "<1d"],
  state: ["open", "decided", "superseded", "not-needed"],
  sort: ["risk", "due", "age"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Values that come from the policy in force and from what is in the queue. */
export type Vocabulary = {
  readonly role: readonly string[];
  readonly class: readonly string[];
  readonly repository: readonly string[];
  readonly author: readonly string[];
};

/** A text that may stand in the place of what is typed from `from` to `to`. */
export type Completion = { readonly from: number; readonly to: number; readonly text: string };

/** Fields of which only the person who types knows the value. */
const FREE = ["path", "proposal"];
const MOST = 12;

/** What can stand where somebody types: fields, or values of the field before the colon. */
export function completeQuery(text: string, cursor: number, vocabulary: Vocabulary): readonly Completion[] {
  const before = text.slice(0, cursor);
  const word = /\S*$/u.exec(before)?.[0] ?? "";
  const bare = word.replace(/^-/, "");
  const colon = bare.indexOf(":");
  const typed = bare.slice(colon + 1);
  const words: Readonly<Record<string, readonly string[]>> = { ...VALUES, ...vocabulary };
  const choices =
    colon === -1
      ? [...Object.keys(words), ...FREE].map((field) => `${field}:`)
      : Object.hasOwn(words, bare.slice(0, colon))
        ? (words[bare.slice(0, colon)] ?? [])
        : [];
  return choices
    .filter((one) => one.startsWith(typed) && one !== typed)
    .slice(0, MOST)
    .map((one) => ({ from: before.length - typed.length, to: before.length, text: one }));
}

/** Its conditions, a quoted text as one. */
export function termsOf(query: string): readonly string[] {
  return query.match(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g) ?? [];
}

/** Whether a query says something with a field, `state` or `sort`, or with a value of it, `is:snoozed`. */
export function says(query: string, term: string): boolean {
  return termsOf(query).some((one) => one.replace(/^-/, "").startsWith(term));
}
