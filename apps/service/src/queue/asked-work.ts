/** The work that brings the queue up to the log. */
export const PROJECT = { kind: "project", key: "log" } as const;

/** The work that tells people what happened. */
export const DELIVER = { kind: "deliver", key: "events" } as const;
