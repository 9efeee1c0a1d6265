import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { policyVersion } from "@countersign/core";
import { examplePolicy } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { shareHome } from "@countersign/home";
import { beginLog, governance, patientHomeIn } from "@countersign/home/testing";
import { freePort, gitHistory } from "@countersign/testkit";
import { openDatabase } from "../store/database.ts";
import type { Receiver } from "./receiver.testing.ts";

/** The repository of the example policy, and its protected ref. */
export const FEED = "github:123456";
export const MAIN = "refs/heads/main";

/** Where a fault run takes place: a repository, a home whose log settles its first commit, and the settings of the service. */
export type Stage = Awaited<ReturnType<typeof setStage>>;

/** Makes everything that is there before the service starts. */
export async function setStage(folder: string, receiver: Receiver) {
  const history = gitHistory(join(folder, "source"));
  const settled = history.commit({ files: { "ranker/score.py": "score = 1\n", "docs/a.md": "a\n" } });
  const document = examplePolicy();
  const home = patientHomeIn(join(folder, "home"));
  await beginLog(
    home.dir,
    policyVersion(nodeCrypto, document),
    governance(document, settled, history.id(`${settled}^{tree}`)),
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(home.dir, "service.yaml"), settingsText(url, history.path, receiver));
  const sockets = join(home.dir, "postgres");
  return {
    history,
    settled,
    home,
    /** The log, as whoever works beside the service sees it. */
    shared: shareHome(home),
    port,
    url,
    db: openDatabase(`postgresql://countersign@/countersign?host=${encodeURIComponent(sockets)}`),
    env: { PATH: process.env["PATH"], HOOK_SECRET: "secret of the receiver" },
  };
}

function settingsText(url: string, source: string, receiver: Receiver): string {
  return [
    `url: ${JSON.stringify(url)}`,
    "repositories:",
    `  - {id: "${FEED}", fetch: ${JSON.stringify(source)}, proposals: [{refs: "refs/heads/change/**"}], poll: PT5S}`,
    "notify:",
    "  - id: receiver",
    "    kind: webhook",
    `    url: ${JSON.stringify(receiver.url)}`,
    "    secret: {env: HOOK_SECRET}",
    "    tells: [{kinds: [change.captured, decision.logged], when: immediate}]",
    "",
  ].join("\n");
}
