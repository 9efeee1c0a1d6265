import type { ColumnType, Generated, JSONColumnType } from "kysely";

type Time = ColumnType<Date, Date, Date>;
type MaybeTime = ColumnType<Date | null, Date | null, Date | null>;
/** A time that is now unless it is given. */
type Since = ColumnType<Date, Date | undefined, Date>;

/** How far the log was projected: one row, or none where everything has to be projected. */
type ProjectionTable = {
  readonly key: string;
  readonly size: number;
  /** Of every record below `size` (`fingerprintOf`): another log, or one of which something was voided, is projected anew. */
  readonly fingerprint: string;
  /** Of what else the rows follow from: the policy in force, and the service levels. */
  readonly measure: string;
  /** Seconds since the epoch up to which approvals that end were looked at. */
  readonly time: ColumnType<string, number, number>;
  /** How many changes there have to be. */
  readonly changes: number;
};

/** When a leaf was written, by the files of the home. */
type LeafTable = { readonly leaf: number; readonly at: Time };

/** A captured change as the newest record of it says. Everything follows from log and packets. */
export type ChangeTable = {
  readonly id: string;
  readonly leaf: number;
  readonly repository: string;
  readonly ref: string;
  readonly proposal: string | null;
  /** What its revisions have in common (`proposalKey`). */
  readonly proposal_key: string;
  readonly base: string;
  readonly head: string;
  readonly digest: string;
  /** The author's words, as they are. */
  readonly title: string;
  /** Ours: what the findings say. */
  readonly effect: string;
  /** Of the riskiest finding, 0 to 4; 4 where the packet is lost. */
  readonly risk: number;
  readonly classes: string[];
  /** Binary strings (`Path`): one character for each byte. */
  readonly paths: string[];
  /** People of the policy and addresses in small letters. */
  readonly authors: string[];
  readonly captured: Time;
  /** What became of it before everybody (`ChangeState`). */
  readonly state: string;
  /** The change that its proposal is now; null where that is this one. */
  readonly replaced_by: string | null;
  /** Leaf of the newest rejection of this content, under whatever change (attack A11). */
  readonly rejected_leaf: number | null;
  /** Leaf that first says that it is on the ref: a baseline of its result, a deployment of its head. */
  readonly landed_leaf: number | null;
  /** What words are looked for in, in small letters. */
  readonly search: string;
  /** All paths in one text (`pathText`). */
  readonly path_text: string;
};

/** One move of a proposal, so that going back and forth stays visible (attack A2). */
export type MoveTable = { readonly leaf: number; readonly proposal_key: string; readonly change: string };

/** A change before the people of one role. */
export type TaskTable = {
  readonly change: string;
  readonly role: string;
  readonly state: string;
  /** The word of the role's organisation that stands. */
  readonly said: string | null;
  readonly requirements: string[];
  /** Who may still decide. */
  readonly people: string[];
  /** 4 − risk: the queue is in ascending order. */
  readonly urgency: number;
  readonly opened_leaf: number;
  readonly opened: Time;
  readonly decided_leaf: number | null;
  readonly decided: MaybeTime;
  /** Scope or people of the role changed since it was captured: nobody may decide before it is captured again. */
  readonly outdated: boolean;
  /** Seconds that the service level gives. */
  readonly within: number | null;
  /** When the clock ends; `NEVER` while it stands still and where there is none, so that there is an order. */
  readonly due: Time;
  /** Set while the author owes an answer. */
  readonly paused: MaybeTime;
  readonly turn: string;
  readonly turn_why: string;
  readonly turn_since: Time;
};

/** A decision in the log. */
export type DecisionTable = {
  readonly leaf: number;
  readonly id: string;
  readonly change: string;
  readonly digest: string;
  readonly role: string;
  readonly person: string;
  readonly organisation: string;
  readonly decision: string;
};

/** What happened, for whoever tells people and pages: ids only, and never changed. `key` makes the same thing happen once. */
type EventTable = {
  readonly id: Generated<string>;
  readonly key: string;
  readonly at: Since;
  readonly kind: string;
  readonly change: string | null;
  readonly role: string | null;
  readonly person: string | null;
  readonly data: JSONColumnType<Readonly<Record<string, string | number>>>;
};

/** Who is at a task. It outlives the projection. */
type ClaimTable = {
  readonly change: string;
  readonly role: string;
  readonly person: string;
  readonly since: Since;
  readonly leased_until: Time;
};

/** Everything that became of claims, with the reasons that people gave. */
type ClaimHistoryTable = {
  readonly id: Generated<string>;
  readonly at: Since;
  readonly change: string;
  readonly role: string;
  readonly act: string;
  readonly person: string;
  readonly other: string | null;
  readonly reason: string;
};

/** Until when somebody does not want to see a task. */
type SnoozeTable = { readonly change: string; readonly role: string; readonly person: string; readonly until: Time };

/** The revision of a proposal that somebody looked at, and when. */
type LookedTable = {
  readonly person: string;
  readonly change: string;
  readonly proposal_key: string;
  readonly at: Since;
};

/** Something that a role asked about a proposal; it stays when the proposal moves. */
export type QuestionTable = {
  readonly id: Generated<string>;
  readonly proposal_key: string;
  /** The revision that it was asked about. */
  readonly change: string;
  readonly role: string;
  readonly organisation: string;
  readonly opener: string;
  readonly kind: string;
  readonly opened: Since;
  /** `author`, `reviewer`, or `nobody` once it is resolved. */
  readonly turn: string;
  readonly turn_since: Since;
};

/** What was said about a question, in order. */
type QuestionTurnTable = {
  readonly question: string;
  readonly number: number;
  readonly act: string;
  readonly person: string;
  readonly organisation: string;
  readonly at: Since;
  readonly text: string;
};

/** The tables of the queue, by name. */
export type QueueTables = {
  readonly projection: ProjectionTable;
  readonly leaf: LeafTable;
  readonly change: ChangeTable;
  readonly move: MoveTable;
  readonly task: TaskTable;
  readonly decision: DecisionTable;
  readonly event: EventTable;
  readonly claim: ClaimTable;
  readonly claim_history: ClaimHistoryTable;
  readonly snooze: SnoozeTable;
  readonly looked: LookedTable;
  readonly question: QuestionTable;
  readonly question_turn: QuestionTurnTable;
};
