import type { Stage } from "./stage.testing.ts";

/** A commit on main that changes the score: covered, only captured, or known to nobody. */
export async function landed(stage: Stage, score: number, how: "covered" | "captured" | "unseen"): Promise<string> {
  const files = { "ranker/score.py": `def score(post):\n    return ${score}\n` };
  const tip = stage.repo.git(["rev-parse", "refs/heads/main"]).trim();
  const head = stage.repo.commit({ files, ref: `refs/heads/p${score}`, parents: [tip] });
  if (how === "covered") await stage.cover(head);
  if (how === "captured") await stage.capture(head, { base: tip });
  stage.repo.git(["update-ref", "refs/heads/main", head]);
  return head;
}
