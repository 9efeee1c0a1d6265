import { CountersignError } from "@countersign/core";

/** Writes everything and waits until it is out. `files.output` when it cannot be: a full disk, a reader that went away. */
export function writeAll(stream: NodeJS.WritableStream, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new CountersignError("files.output", `the answer could not be written: ${cause.message}`, { cause }));
    stream.once("error", fail);
    stream.write(data, (error) => {
      stream.removeListener("error", fail);
      if (error === null || error === undefined) resolve();
      else fail(error);
    });
  });
}
