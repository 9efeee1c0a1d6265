import { CountersignError } from "@countersign/core/error";

/** Writes everything and waits until it is out. `files.output` when it cannot be: a full disk, a reader that went away. */
export function writeAll(stream: NodeJS.WritableStream, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new CountersignError("files.output", `the answer could not be written: ${cause.message}`, { cause }));
    stream.once("error", fail);
    stream.write(data, (error) => {
      // The stream reports the same failure once more as an event, which without a listener ends the process with 1.
      if (error !== null && error !== undefined) return fail(error);
      stream.removeListener("error", fail);
      resolve();
    });
  });
}
