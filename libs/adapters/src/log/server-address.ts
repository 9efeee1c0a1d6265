/** Where a log is read: the prefix of the server, and the paths below it of the tiled log and of its evidence. */
export type ServerAddress = { readonly url: string; readonly log: string; readonly evidence: string };

/** A log server of this program: `/log/checkpoint`, `/evidence/<sha256>`. */
export function logServerAt(url: string): ServerAddress {
  return { url: withoutSlash(url), log: "/log", evidence: "/evidence" };
}

/** The mirror of a log at a witness, named by the SHA-256 of the log's origin: `/logs/<hash>/checkpoint`, `/logs/<hash>/evidence/<sha256>`. */
export function mirrorAt(url: string, originHash: string): ServerAddress {
  return { url: withoutSlash(url), log: `/logs/${originHash}`, evidence: `/logs/${originHash}/evidence` };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
