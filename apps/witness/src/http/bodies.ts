import { CountersignError } from "@countersign/core/error";

/** Reads bodies of requests within bounds. */
export type Bodies = {
  /** A whole body: `limit.request` above `limit` bytes, `limit.busy` where those that are on their way fill the room. */
  readonly read: (pieces: AsyncIterable<Uint8Array>, limit: number) => Promise<Uint8Array>;
};

/** Bytes of all bodies that are on their way: nobody has to say who he is before he is read. */
const ROOM = 64 * 1024 * 1024;

/** Room for the bodies of one server. */
export function bodies(room = ROOM): Bodies {
  let held = 0;
  return {
    async read(pieces, limit) {
      const parts: Uint8Array[] = [];
      let size = 0;
      try {
        for await (const part of pieces) {
          size += part.length;
          held += part.length;
          if (size > limit) throw new CountersignError("limit.request", `more than ${limit} bytes`);
          if (held > room) throw new CountersignError("limit.busy", "too much is being sent at once");
          parts.push(part);
        }
        return Buffer.concat(parts);
      } finally {
        held -= size;
      }
    },
  };
}
