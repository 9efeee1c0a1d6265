import { CountersignError, remedyFor } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { problemOf } from "./problem.ts";

describe("a problem", () => {
  it.each([
    ["files.full", "there is no space left for /srv/home/log/1"],
    ["files.read-only", "/srv/home/log lies on a file system that is mounted read-only"],
    ["database.unreachable", "connect ENOENT /srv/home/postgres/.s.PGSQL.5432"],
    ["database.role", 'role "internal" does not exist'],
    ["state.locked", "/srv/home is in use by process 7 on db.internal"],
  ])("of our own parts passes, and tells strangers nothing of this machine: %s", (code, detail) => {
    const problem = problemOf(new CountersignError(code, detail));
    expect(problem).toMatchObject({ status: 503, code });
    expect(problem.detail).not.toMatch(/\/srv|process|internal/);
    expect(remedyFor(code)).not.toBe(remedyFor("internal.crash"));
  });

  it.each(["auth.form", "usage.route"])(
    "of a call over HTTP has a remedy for it, not for a command line: %s",
    (code) => {
      expect(remedyFor(code)).not.toMatch(/--help/);
      expect(remedyFor(code)).not.toBe(remedyFor(`${code.split(".")[0]}.unlisted`));
    },
  );

  it("of a request says what is wrong with it", () => {
    const said = new CountersignError("web.field", "limit: at most 200");
    expect(problemOf(said)).toEqual({ status: 422, code: "web.field", detail: "limit: at most 200" });
  });
});
