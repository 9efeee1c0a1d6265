import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { generateSshKey } from "@countersign/adapters/keys";
import { shortId } from "../terminal.ts";
import { INIT, PEOPLE, policyOf } from "./people.ts";
import { keyOf, madeBy } from "./stage.ts";
import type { Stage } from "./stage.ts";

const HIDDEN = { hidden: true } as const;

/** A home with a witness, three keys, a policy that all three sides sign, and a baseline: what is on `main` counts as settled. */
export async function govern(stage: Stage, settled: string): Promise<void> {
  const { story, folder, repo } = stage;
  await story.run(INIT, HIDDEN);
  await mkdir(join(folder, "keys"), { mode: 0o700 });
  for (const person of PEOPLE) {
    await generateSshKey({ file: keyOf(stage, person), comment: person });
    story.show(`ssh-keygen -q -t ed25519 -N '' -C ${person} -f ${keyOf(stage, person)}`, [], HIDDEN);
  }
  const policy = join(folder, "policy.yaml");
  await story.run(
    policyOf(repo, policy, (person) => keyOf(stage, person)),
    HIDDEN,
  );
  for (const person of PEOPLE) await story.run(["policy", "sign", policy, "--key", keyOf(stage, person)], HIDDEN);
  await story.run(["policy", "publish", policy], HIDDEN);
  const baseline = ["baseline", "--repo", repo, "--commit", settled];
  await story.run(baseline, HIDDEN);
  const id = shortId((await madeBy(stage, baseline)).change);
  for (const person of PEOPLE) await story.run(["approve", id, "--key", keyOf(stage, person), "--yes"], HIDDEN);
}
