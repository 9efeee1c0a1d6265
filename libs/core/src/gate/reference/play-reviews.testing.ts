import { DAY, FORK, NOON } from "./cast.testing.ts";
import type { CaptureOptions, ReviewOptions } from "./draft.testing.ts";
import type { Reviews } from "./plan.testing.ts";
import { addCommit, say } from "./stage.testing.ts";
import type { Proposal, Stage } from "./stage.testing.ts";

/** Captures a proposal against a base and adds what is said about it. */
export function reviewProposal(stage: Stage, proposal: Proposal, base: string, reviews: Reviews): void {
  if (reviews === "not-captured") return;
  if (reviews === "other-author-captured") captureAgain(stage, proposal, base);
  const capture = addCapture(stage, base, proposal.head, captureOptions(stage, reviews));
  const saying: Say = (person, options) => say(stage, capture, person, options);
  SCRIPTS[reviews](saying, (options) => stage.approvers.forEach((person) => saying(person, options)), stage.approvers);
}

/** Adds a capture, for the ref of the stage unless said. */
function addCapture({ draft, captures, ref }: Stage, base: string, head: string, options: CaptureOptions = {}): number {
  const capture = draft.capture(base, head, { ref, ...options });
  captures.push(capture);
  return capture;
}

type Say = (person: string, options?: ReviewOptions) => void;
type Script = (say: Say, approve: (options?: ReviewOptions) => void, approvers: readonly string[]) => void;

const approved: Script = (_say, approve) => approve();

const SCRIPTS: Readonly<Record<Reviews, Script>> = {
  approved,
  "one-role-missing": (say, _approve, approvers) => approvers.slice(0, -1).forEach((person) => say(person)),
  silent: () => undefined,
  held: (say, approve) => {
    approve();
    say("nora", { decision: "hold" });
  },
  "held-elsewhere": (say, approve) => {
    approve();
    say("nora", { decision: "hold", environments: ["staging"] });
  },
  rejected: (say, approve) => {
    approve();
    say("dora", { decision: "reject" });
  },
  lifted: (say, approve) => {
    say("nils", { decision: "reject" });
    approve();
    say("nora");
  },
  "not-lifted": (say, approve) => {
    approve();
    say("nils", { decision: "reject" });
    say("dora");
  },
  revoked: (say, approve) => {
    approve();
    say("dana", { decision: "revoke" });
  },
  renewed: (say, approve) => {
    approve();
    say("dora", { decision: "revoke" });
    approve();
  },
  "for-here": (_say, approve) => approve({ environments: ["production"] }),
  elsewhere: (_say, approve) => approve({ environments: ["staging"] }),
  expired: (_say, approve) => approve({ notAfter: NOON - DAY }),
  lasting: (_say, approve) => approve({ notAfter: NOON + DAY }),
  twice: (say) => {
    say("dana");
    say("dana");
  },
  "all-twice": (_say, approve) => {
    approve();
    approve();
  },
  "other-ref": approved,
  "other-repository": approved,
  "other-author-captured": approved,
  "not-captured": () => undefined,
};

function captureOptions({ otherRef }: Stage, reviews: Reviews): CaptureOptions {
  if (reviews === "other-ref") return { ref: otherRef };
  return reviews === "other-repository" ? { repository: FORK } : {};
}

/** The same content from somebody who reviews. */
function captureAgain(stage: Stage, { head }: Proposal, base: string): void {
  const files = stage.draft.filesOf(head);
  addCapture(stage, base, addCommit(stage, [base], files, "dana", `take over ${head}`));
}
