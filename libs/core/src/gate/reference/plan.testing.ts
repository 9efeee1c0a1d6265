import type { DeploymentEvent, ReviewEvent, WorldRequirement } from "./world.testing.ts";

type Coverage = WorldRequirement["coverage"];

/** One edit of one file; what does not apply to the file as it is does nothing. */
export type Edit = {
  readonly op: "set" | "insert" | "remove" | "add" | "delete" | "docs" | "steer" | "submodule" | "link";
  /** Index in the list of editable files. */
  readonly file: number;
  readonly line: number;
  readonly value: number;
};

/** How a proposal comes onto the line. `later` leaves it to a `land` step. */
export const LANDINGS = [
  "squash",
  "merge",
  "rebase",
  "forward",
  "later",
  "part",
  "evil-add",
  "evil-drop",
  "with-next",
  "unreviewed-update",
  "foxtrot",
] as const;
export type Landing = (typeof LANDINGS)[number];

/** What is peculiar about the reviews of a proposal; `approved` is by everybody who is asked for. */
export const REVIEWS = [
  "approved",
  "one-role-missing",
  "silent",
  "held",
  "held-elsewhere",
  "rejected",
  "lifted",
  "not-lifted",
  "revoked",
  "renewed",
  "for-here",
  "elsewhere",
  "expired",
  "lasting",
  "twice",
  "all-twice",
  "other-ref",
  "other-repository",
  "other-author-captured",
  "not-captured",
] as const;
export type Reviews = (typeof REVIEWS)[number];

/** A branch, its capture and reviews, and how it lands. */
export type ChangeStep = {
  readonly kind: "change";
  readonly commits: readonly (readonly Edit[])[];
  readonly author: string;
  /** How many commits below the tip of the line it begins. */
  readonly fork: number;
  /** Begins at the head of the proposal before instead. */
  readonly stacked: boolean;
  /** The tip of the line is merged into the branch before it is captured. */
  readonly update: boolean;
  /** What it is captured against: where it began, the tip of the line, or its own first commit. */
  readonly base: "fork" | "tip" | "inside";
  readonly reviews: Reviews;
  readonly landing: Landing;
};

/** An emergency exit, and what is wrong with it. */
export type Emergency = {
  readonly signed: "both" | "operator" | "reviewer" | "everybody" | "twice";
  readonly lasts: "hours" | "over" | "days";
  readonly reason: "given" | "blank";
  readonly environment: "production" | "staging";
};

/** One thing that happens. Indices count back from the newest and wrap around. */
export type Step =
  | ChangeStep
  | { readonly kind: "land"; readonly proposal: number; readonly landing: Landing }
  | { readonly kind: "direct"; readonly edit: Edit; readonly author: string }
  | { readonly kind: "revert"; readonly back: number; readonly reviews: Reviews }
  | { readonly kind: "again"; readonly proposal: number; readonly reverted: boolean; readonly reviews: Reviews }
  | {
      readonly kind: "baseline";
      readonly back: number;
      readonly requirements: "all" | "first" | "last";
      readonly absent: string;
    }
  | { readonly kind: "deployment"; readonly back: number; readonly state: DeploymentEvent["state"] }
  | {
      readonly kind: "review";
      readonly capture: number;
      readonly person: string;
      readonly decision: ReviewEvent["decision"];
    }
  | { readonly kind: "revoke-key"; readonly person: string; readonly back: number }
  | ({ readonly kind: "break-glass"; readonly back: number } & Emergency)
  | { readonly kind: "closing"; readonly person: string }
  | { readonly kind: "retire"; readonly person: string }
  | { readonly kind: "void"; readonly back: number }
  | { readonly kind: "odd"; readonly what: "octopus" | "new-root" | "new-line" | "older-line" };

/** What the policy asks for. */
export type Setting = {
  readonly requirements: readonly {
    readonly paths: readonly string[];
    readonly count: number;
    readonly coverage: Coverage;
    /** Whether it claims one class only. */
    readonly byClass?: boolean;
  }[];
  /** Whether production requires both requirements or the first alone; staging always the first alone. */
  readonly both: boolean;
  readonly excludeDocs: boolean;
  /** Whether the scope is named folder by folder, and not as everything. */
  readonly byFolder: boolean;
  /** Links that lie in the first tree: one into the scope, or one that leads there by way of another. */
  readonly links: "none" | "one" | "chain";
  /** The line is the release ref, which accepts main or does not. */
  readonly release: "no" | "accepting" | "strict";
  /** A submodule that lies in the tree, and whether it may move. */
  readonly submodule: "none" | "free" | "fixed";
  /** An organisation that does not sign the first baseline. */
  readonly absent: string;
};

/** What is asked at the end. */
export type Question = {
  /** How many commits below the tip the candidate is, or the head of the newest proposal. */
  readonly candidate: number | "head";
  readonly environment: string;
  /** One for the candidate, logged last. */
  readonly emergency: Emergency | undefined;
  readonly unknown: "nothing" | "environment" | "repository" | "ref" | "time";
};

/** A recipe for a world that shrinks well: every part of it may be left out or made plainer. */
export type Plan = { readonly setting: Setting; readonly steps: readonly Step[]; readonly question: Question };
