import { fieldOf, membersOf } from "../session/listed-page.ts";
import type { Vocabulary } from "./query-language.ts";

/** What a policy has names for. Classes are those that its requirements name. */
export function vocabularyOf(policy: unknown): Vocabulary {
  const roles = fieldOf(policy, "roles");
  const classes = membersOf(policy, "requirements").flatMap((one) => membersOf(one, "classes"));
  return {
    role: typeof roles === "object" && roles !== null ? Object.keys(roles) : [],
    class: texts(classes),
    repository: texts(membersOf(policy, "repositories").map((one) => fieldOf(one, "id"))),
    author: texts(membersOf(policy, "people").map((one) => fieldOf(one, "id"))),
  };
}

function texts(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.filter((one) => typeof one === "string"))].toSorted();
}
