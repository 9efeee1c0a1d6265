import type { Queries } from "../../store/database.ts";

/** Keeps that a merge queue wants a group checked, or has given it up; what is gone does not come back. */
export async function noteGroup(
  one: Queries,
  repository: string,
  { head, onto, gone }: { readonly head: string; readonly onto: string; readonly gone: boolean },
): Promise<void> {
  const group = one.insertInto("github_group").values({ repository, head, onto, gone });
  await group
    .onConflict((conflict) => {
      const same = conflict.columns(["repository", "head"]);
      return gone ? same.doUpdateSet({ gone }) : same.doNothing();
    })
    .execute();
}
