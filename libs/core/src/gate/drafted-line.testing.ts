import { nodeCrypto } from "@countersign/crypto/node";
import type { Entry } from "../change/entry.ts";
import type { ChangeRecord } from "../change/record.ts";
import type { LogContents } from "../log/contents.ts";
import type { Oid } from "../objects/oid.ts";
import { answer } from "./answer.ts";
import { FEED, MAIN, NOON, START, draftedLog } from "./drafted-log.testing.ts";
import type { DraftedLog } from "./drafted-log.testing.ts";
import type { Overrides } from "./drafted-policy.testing.ts";
import type { Edge } from "./edge.ts";
import type { GateFacts, GateRequest } from "./facts.ts";
import { gateLog } from "./gate-log.ts";
import { madeUp, treeOf } from "./made-up.testing.ts";
import type { Verdict } from "./verdict.ts";

type StepOptions = Partial<Pick<Edge, "outside" | "people" | "unknown">> & { readonly tree?: Oid };

/** What a question or the world says otherwise than usual. */
export type Otherwise = Partial<Pick<GateFacts, "classes" | "saved" | "line">> & {
  readonly request?: Partial<GateRequest>;
  readonly log?: Partial<LogContents>;
  readonly answers?: Partial<GateFacts["answers"]>;
};

/** A line with a log about it, as facts for a judgement; nothing of it is in Git. */
export type DraftedLine = DraftedLog & {
  /** Lands a step; returns its commit. */
  readonly step: (entries: readonly Entry[], options?: StepOptions) => Oid;
  /** Captures entries, and dana approves; returns the id of the change. */
  readonly approved: (entries: readonly Entry[], options?: Partial<ChangeRecord>) => string;
  /** The facts about the newest step. */
  readonly facts: (otherwise?: Otherwise) => GateFacts;
  /** What the gate answers about it, a minute after the witnesses' time. */
  readonly answer: (otherwise?: Otherwise) => Verdict;
};

/** A line that begins with `START`, under the policy of `draftedLog`. */
export function draftedLine(overrides: Overrides = {}): DraftedLine {
  const log = draftedLog(overrides);
  const edges: Edge[] = [];
  const tip = () => edges.at(-1)?.to ?? { commit: START, tree: treeOf(START) };
  const facts: DraftedLine["facts"] = ({ request, log: other, answers, ...rest } = {}) => {
    const usual = { repository: FEED.id, ref: MAIN, environment: "production-eu", source: "." };
    return {
      crypto: nodeCrypto,
      request: { ...usual, commit: tip().commit, ...request },
      log: gateLog({ ...log.contents(), ...other }),
      line: { edges, commits: [START, ...edges.map(({ to }) => to.commit)] },
      answers: { sameBase: new Map(), merges: new Map(), ...answers },
      ...rest,
    };
  };
  return {
    ...log,
    step: (entries, { tree, ...options } = {}) => {
      const commit = madeUp(`c${edges.length + 1}`);
      edges.push({ from: tip(), to: { commit, tree: tree ?? treeOf(commit) }, entries, people: [], ...options });
      return commit;
    },
    approved: (entries, options) => {
      const change = log.capture(entries, options);
      log.review(change, "dana");
      return change;
    },
    facts,
    answer: (otherwise) => answer(facts(otherwise), NOON + 60),
  };
}
