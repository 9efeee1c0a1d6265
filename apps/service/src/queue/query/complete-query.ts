import { IS, SORTS, STATES, TEXT_FIELDS, TURNS } from "./query.ts";

/** What values there are to choose from, apart from those of the language itself. */
export type Vocabulary = {
  readonly roles: readonly string[];
  readonly classes: readonly string[];
  readonly repositories: readonly string[];
  readonly people: readonly string[];
};

/** A text that may stand in the place of what is typed from `from` to `to`. */
export type Completion = { readonly from: number; readonly to: number; readonly text: string };

const MOST = 20;
const FIELDS = [...TEXT_FIELDS, "risk", "age", "decided", "state", "turn", "needs", "is", "sort"].toSorted();

/** What can stand where somebody types: fields, or values of the field before the colon. Never fails, whatever is there. */
export function completeQuery(text: string, cursor: number, vocabulary: Vocabulary): readonly Completion[] {
  const before = text.slice(0, cursor);
  const word = /\S*$/u.exec(before)?.[0] ?? "";
  const bare = word.startsWith("-") ? word.slice(1) : word;
  const colon = bare.indexOf(":");
  const typed = colon === -1 ? bare : bare.slice(colon + 1);
  const choices = colon === -1 ? FIELDS.map((field) => `${field}:`) : valuesOf(bare.slice(0, colon), vocabulary);
  const from = before.length - typed.length;
  return choices
    .filter((one) => one.startsWith(typed) && one !== typed)
    .slice(0, MOST)
    .map((one) => ({ from, to: before.length, text: one }));
}

function valuesOf(field: string, { roles, classes, repositories, people }: Vocabulary): readonly string[] {
  switch (field) {
    case "role":
      return roles;
    case "class":
      return classes;
    case "repository":
      return repositories;
    case "author":
      return people;
    case "risk":
      return ["R4", "R3", ">=R3", "R2", "<=R2", "R1", "R0"];
    case "age":
      return [">4h", ">1d", ">2d", ">7d", "<1d"];
    case "decided":
      return ["<1d", "<7d", ">7d"];
    case "turn":
      return TURNS;
    case "state":
      return STATES;
    case "needs":
      return ["me"];
    case "is":
      return IS;
    case "sort":
      return SORTS;
    default:
      return [];
  }
}
