import type { History } from "@countersign/testkit";

/** How a host puts a branch onto main. */
export type Landing = "merge" | "squash" | "rebase" | "fast-forward";

/** Lands a branch on a tip (main's unless told otherwise), moves main there, and answers main's new tip. */
export function land(repo: History, head: string, how: Landing, onto = repo.id("refs/heads/main")): string {
  const tip = landed(repo, head, how, onto);
  repo.ref("refs/heads/main", tip);
  return tip;
}

function landed(repo: History, head: string, how: Landing, onto: string): string {
  switch (how) {
    case "fast-forward":
      return head;
    case "merge":
      return repo.merge(onto, head, { ref: null });
    case "squash":
      return repo.commit({
        message: "squashed",
        tree: repo.git(["merge-tree", "--write-tree", onto, head]),
        parents: [onto],
        ref: null,
      });
    case "rebase":
      return pick(repo, `${onto}..${head}`, onto);
    default:
      return how satisfies never;
  }
}

/** Cherry-picks a commit or a range onto a commit, beside every branch, and answers the last new commit. */
export function pick(repo: History, range: string, onto: string): string {
  repo.git(["checkout", "--quiet", "--force", "--detach", onto]);
  repo.git(["cherry-pick", "--keep-redundant-commits", range]);
  return repo.id("HEAD");
}

/** A commit with the tree of another on a parent: what hosts write for reverts and squashes. */
export function withTreeOf(repo: History, source: string, parent: string, message = "as it was"): string {
  return repo.commit({ message, tree: repo.id(`${source}^{tree}`), parents: [parent], ref: null });
}
