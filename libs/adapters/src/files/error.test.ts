import { CountersignError } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { fileError, mapped } from "./error.ts";

const system = (code: string) => Object.assign(new Error(code), { code });

describe("a failed system call", () => {
  it.each([
    ["ENOSPC", "files.full"],
    ["EDQUOT", "files.full"],
    ["EFBIG", "files.full"],
    ["EACCES", "files.permission"],
    ["EPERM", "files.permission"],
    ["EROFS", "files.read-only"],
    ["ENOENT", "files.missing"],
    ["EEXIST", "files.exists"],
    ["EISDIR", "files.is-a-folder"],
    ["ENOTDIR", "files.not-a-folder"],
    ["ENOTEMPTY", "files.not-empty"],
    ["ELOOP", "files.link"],
    ["EMLINK", "files.unsupported"],
    ["ENAMETOOLONG", "files.name-too-long"],
    ["EXDEV", "files.other-device"],
    ["EMFILE", "files.too-many-open"],
    ["ENFILE", "files.too-many-open"],
    ["EBUSY", "files.busy"],
    ["EIO", "files.damaged"],
    ["EOPNOTSUPP", "files.unsupported"],
    ["ENOTSUP", "files.unsupported"],
    ["ENOSYS", "files.unsupported"],
    ["ERR_INVALID_ARG_VALUE", "files.path"],
    ["EWHATEVER", "files.failed"],
  ])("%s is %s, with a sentence that names the path", (errno, code) => {
    const cause = system(errno);
    const error = fileError("/some/file", cause);
    expect(error).toMatchObject({ code, cause, detail: expect.stringContaining("/some/file") });
  });

  it("keeps the code of a check of ours, and any other error", () => {
    const ours = new CountersignError("limit.file", "too large");
    const bug = new TypeError("not a function");
    expect([fileError("x", ours), fileError("x", bug), fileError("x", "text")]).toEqual([ours, bug, "text"]);
  });

  it("is mapped while waiting, and success passes", async () => {
    expect(await mapped("x", Promise.resolve(7))).toBe(7);
    await expect(mapped("x", Promise.reject(system("ENOSPC")))).rejects.toMatchObject({ code: "files.full" });
  });
});
