import { dirname } from "node:path";
import { CountersignError } from "@countersign/core/error";
import { fileError, mapped } from "./error.ts";
import { nodeFileOps } from "./file-ops.ts";
import type { FileOps, OpenFile } from "./file-ops.ts";
import { makeFolder } from "./make-folder.ts";
import { temporaryPath, tryUnlink } from "./temporary.ts";
import { publish } from "./write-file.ts";
import type { WriteOptions } from "./write-file.ts";

const BUFFER = 256 * 1024;
const NEWLINE = 0x0a;

/** Begins a file of lines that appears at `path` whole or not at all. Errors: the codes of `fileError`. */
export async function writeLines(path: string, options: WriteOptions = {}): Promise<LineWriter> {
  const { mode = 0o644, temporaries = dirname(path), files = nodeFileOps } = options;
  await makeFolder(dirname(path), { files });
  const temporary = temporaryPath(temporaries);
  const file = await mapped(path, files.create(temporary, mode));
  return new LineWriter(path, temporary, file, files);
}

/**
 * A file of lines that is being written under a temporary name, in memory for one buffer. Await each call before the next.
 * Disposed of without `commit`, or after an error, it leaves nothing.
 */
export class LineWriter implements AsyncDisposable {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: OpenFile;
  readonly #files: FileOps;
  readonly #buffer = new Uint8Array(BUFFER);
  #held = 0;
  #open = true;

  constructor(path: string, temporary: string, file: OpenFile, files: FileOps) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
    this.#files = files;
  }

  /** Adds a line and its "\n"; `files.line` if the line contains one, `files.closed` after the end. */
  async write(line: Uint8Array): Promise<void> {
    await this.#whileOpen(async () => {
      if (line.includes(NEWLINE))
        throw new CountersignError("files.line", `a line for ${this.#path} contains a newline`);
      await this.#append(line);
      await this.#append(Uint8Array.of(NEWLINE));
    });
  }

  /** Gives the complete file its name, as durably as `writeFileDurably`; nothing can be written afterwards. */
  async commit(): Promise<void> {
    await this.#whileOpen(async () => {
      await this.#flush();
      await this.#file.sync();
      await this.#file.close();
      await publish(this.#path, this.#temporary, this.#files);
      this.#open = false;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#open) await this.#abandon();
  }

  async #whileOpen(work: () => Promise<void>): Promise<void> {
    if (!this.#open) throw new CountersignError("files.closed", `${this.#path} is finished, or failed before`);
    try {
      await work();
    } catch (error) {
      await this.#abandon();
      throw fileError(this.#path, error);
    }
  }

  async #append(bytes: Uint8Array): Promise<void> {
    if (this.#held + bytes.length > BUFFER) await this.#flush();
    if (bytes.length > BUFFER) return this.#file.write(bytes);
    this.#buffer.set(bytes, this.#held);
    this.#held += bytes.length;
  }

  async #flush(): Promise<void> {
    if (this.#held === 0) return;
    await this.#file.write(this.#buffer.subarray(0, this.#held));
    this.#held = 0;
  }

  async #abandon(): Promise<void> {
    this.#open = false;
    // It may be closed already; there is nobody to tell, and the file goes.
    await this.#file.close().catch(() => undefined);
    await tryUnlink(this.#temporary, this.#files);
  }
}
