import { row } from "./row.ts";

/** Parsers and resources. */
export const GROUP_9 = [
  row(
    "J1",
    "JSON with more than one reading",
    "refused, one code a defect",
    "duplicate-key json-depth json-number json-number-range json-surrogate json-bom json-trailing",
  ),
  row("J2", "base64 in another spelling", "refused", "attest.base64 bundle.line"),
  row("J3", "hostile names of people, roles and places", "no policy", "policy.id policy.text"),
  row("J4", "patterns that cost too much", "no policy", "policy.pattern"),
  row("J5", "texts, files and folders without end", "bounded, counted", ""),
  row("J6", "a fetch without end", "ended by time and size", "limit.fetch"),
  row("J7", "a line without end", "error", "limit.range"),
  row("J8", "a large or odd bundle", "error", "bundle.json-number bundle.header bundle.index limit.bundle"),
  row(
    "J9",
    "a log folder whose files are not what they are called",
    "error, finding",
    "audit.tile log.tile-missing files.digest",
  ),
  row("J10", "lengths and zeros in signatures", "a code or a valid signature", "attest."),
  row("J11", "inputs that are no files, two processes on one folder", "refused", "usage.not-a-file state.locked"),
  row(
    "J12",
    "floods and tricks of HTTP",
    "4xx, limits for each client",
    "limit.rate limit.request limit.busy limit.streams",
  ),
];
