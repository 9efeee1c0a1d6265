/** What a check is about, before it has an id. Everything in it is text that people read, or an id (attack G21). */
export type WantedCheck = {
  /** Change id or head that leads the external id. */
  readonly about: string;
  /** Absent while it is not finished; `cancelled` where the head is nobody's any more. Never `neutral` or `skipped`, which pass. */
  readonly conclusion?: "success" | "failure" | "action_required" | "cancelled";
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly CheckAnnotation[];
};

/** One finding, at a place of the head. */
export type CheckAnnotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning";
  readonly title: string;
  readonly message: string;
};

/** How one pull request at a head stands; of several the worst counts, since a check belongs to the head alone. */
export type PullView = {
  readonly number: number;
  readonly onto: string;
  readonly state: "waiting" | "passes" | "fails" | "asks";
  /** Of the gate, of capture, or of the service. */
  readonly code: string;
  /** Whom it waits for, or what is wrong: the end of the check's title. */
  readonly headline: string;
  /** Markdown. */
  readonly text: string;
  readonly change?: string;
  readonly annotations: readonly CheckAnnotation[];
};
