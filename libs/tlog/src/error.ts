/** Every code that a `LogError` can carry: one for each check. */
export const LOG_CODES = [
  "log.checkpoint-empty-root",
  "log.checkpoint-extension",
  "log.checkpoint-lines",
  "log.checkpoint-origin",
  "log.checkpoint-root",
  "log.checkpoint-size",
  "log.cosignature",
  "log.cosignature-time",
  "log.entry-bundle-hash",
  "log.entry-bundle-short",
  "log.entry-bundle-trailing",
  "log.entry-bundle-width",
  "log.entry-size",
  "log.fork",
  "log.frontier",
  "log.hash-length",
  "log.key",
  "log.key-base64",
  "log.key-duplicate",
  "log.key-form",
  "log.key-id",
  "log.key-length",
  "log.key-mismatch",
  "log.key-name",
  "log.key-origin",
  "log.key-type",
  "log.note-base64",
  "log.note-control",
  "log.note-end",
  "log.note-line",
  "log.note-name",
  "log.note-separator",
  "log.note-signature",
  "log.note-signature-length",
  "log.note-signatures",
  "log.note-size",
  "log.note-too-many",
  "log.note-unverified",
  "log.note-utf8",
  "log.origin",
  "log.proof-count",
  "log.proof-end",
  "log.proof-extra",
  "log.proof-hash",
  "log.proof-header",
  "log.proof-index",
  "log.proof-length",
  "log.proof-line",
  "log.proof-number",
  "log.proof-old-root",
  "log.proof-order",
  "log.proof-root",
  "log.proof-separator",
  "log.proof-size",
  "log.proof-utf8",
  "log.quorum",
  "log.quorum-empty",
  "log.quorum-form",
  "log.quorum-name",
  "log.quorum-none",
  "log.quorum-threshold",
  "log.quorum-twice",
  "log.quorum-unknown",
  "log.quorum-url",
  "log.root",
  "log.size",
  "log.tile-hash",
  "log.tile-index",
  "log.tile-length",
  "log.tile-level",
  "log.tile-path",
  "log.tile-width",
  "log.witness-count",
  "log.witness-end",
  "log.witness-line",
  "log.witness-old",
  "log.witness-response",
  "log.witness-separator",
  "log.witness-size",
  "log.witness-utf8",
] as const;

/** One of `LOG_CODES`. */
export type LogCode = (typeof LOG_CODES)[number];

/** A check that failed. `code` names the check and is stable; `detail` is a sentence for people that says what was found. */
export class LogError extends Error {
  override readonly name = "LogError";
  readonly code: LogCode;
  readonly detail: string;

  constructor(code: LogCode, detail: string, options?: { readonly cause?: unknown }) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}
