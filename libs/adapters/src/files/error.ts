import { CountersignError } from "@countersign/core/error";

/** `errno` → code and what it means, said of a path. */
const meanings: Readonly<Record<string, readonly [code: string, sentence: (path: string) => string]>> = {
  ENOSPC: ["files.full", (path) => `there is no space left for ${path}; free some and repeat`],
  EDQUOT: ["files.full", (path) => `the disk quota leaves no space for ${path}; free some and repeat`],
  EFBIG: ["files.full", (path) => `${path} is larger than this file system or process allows`],
  EACCES: ["files.permission", (path) => `this user may not use ${path}; check its owner, its mode and its folders`],
  EPERM: ["files.permission", (path) => `the system does not permit this with ${path}; check its owner and attributes`],
  EROFS: ["files.read-only", (path) => `${path} lies on a file system that is mounted read-only`],
  ENOENT: ["files.missing", (path) => `${path} does not exist`],
  EEXIST: ["files.exists", (path) => `${path} exists already`],
  EISDIR: ["files.is-a-folder", (path) => `${path} is a folder where a file is expected`],
  ENOTDIR: ["files.not-a-folder", (path) => `${path}, or a part of that path, is a file where a folder is expected`],
  ENOTEMPTY: ["files.not-empty", (path) => `the folder ${path} is not empty`],
  ELOOP: ["files.link", (path) => `${path} is a symbolic link, or leads through a loop of them`],
  EMLINK: ["files.unsupported", (path) => `${path} has as many links as this file system allows`],
  ENAMETOOLONG: ["files.name-too-long", (path) => `${path} is longer than this file system allows`],
  EXDEV: ["files.other-device", (path) => `${path} lies on another file system than its temporary file`],
  EMFILE: ["files.too-many-open", (path) => `this process has too many files open to open ${path}`],
  ENFILE: ["files.too-many-open", (path) => `this machine has too many files open to open ${path}`],
  EBUSY: ["files.busy", (path) => `${path} is in use by the system`],
  EIO: ["files.damaged", (path) => `the disk failed under ${path}; check its health before anything else`],
  EOPNOTSUPP: ["files.unsupported", (path) => `the file system of ${path} lacks an operation that durable files need`],
  ENOTSUP: ["files.unsupported", (path) => `the file system of ${path} lacks an operation that durable files need`],
  ENOSYS: ["files.unsupported", (path) => `the file system of ${path} lacks an operation that durable files need`],
  ERR_INVALID_ARG_VALUE: ["files.path", (path) => `${JSON.stringify(path)} is no path`],
};

/** Waits for work on `path`; what the system reports becomes a `CountersignError` with the code of `fileError`. */
export async function mapped<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw fileError(path, error);
  }
}

/**
 * What a failed system call on `path` means: `files.full`, `files.permission`, `files.read-only`, `files.missing`,
 * `files.exists`, `files.is-a-folder`, `files.not-a-folder`, `files.not-empty`, `files.link`, `files.name-too-long`,
 * `files.other-device`, `files.too-many-open`, `files.busy`, `files.damaged`, `files.unsupported`, `files.path`, and
 * `files.failed` for every other `errno`. What is no system error comes back unchanged.
 */
export function fileError(path: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === undefined || error instanceof CountersignError) return error;
  const [code, sentence] = meanings[errno] ?? [
    "files.failed",
    (at: string) => `the system answered ${errno} for ${at}`,
  ];
  return new CountersignError(code, sentence(path), { cause: error });
}

/** The symbol of a system error, such as `ENOENT`, or of one of Node's own. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
