import { describe, expect, it } from "vitest";
import { parseOid } from "../objects/oid.ts";
import type { CommitWithId } from "../objects/repository.ts";
import { broughtIn } from "./brought-in.ts";

const nobody = { name: "", email: "" };
const id = (name: string) => parseOid(Buffer.from(name.padEnd(20, "\0")).toString("hex"), "sha1");

function commit(name: string, ...parents: readonly string[]): CommitWithId {
  const message = new Uint8Array();
  return {
    oid: id(name),
    commit: { tree: id("tree"), parents: parents.map(id), author: nobody, committer: nobody, message },
  };
}

const names = (steps: ReturnType<typeof broughtIn>) =>
  steps.map((step) => step.map(({ oid }) => Buffer.from(oid, "hex").toString().replaceAll("\0", "")).toSorted());

describe("what each step of a line brings in", () => {
  it("is the commit itself on a line without merges", () => {
    expect(names(broughtIn([commit("a", "base"), commit("b", "a")], []))).toEqual([["a"], ["b"]]);
  });

  it("is also the side branch, at the first merge that reaches it", () => {
    const line = [commit("a", "base"), commit("m", "a", "s2"), commit("n", "m", "s3")];
    const side = [commit("s1", "base"), commit("s2", "s1"), commit("s3", "s2")];
    expect(names(broughtIn(line, [...line, ...side]))).toEqual([["a"], ["m", "s1", "s2"], ["n", "s3"]]);
  });

  it("refuses a merge of three", () => {
    expect(() => broughtIn([commit("m", "base", "x", "y")], [])).toThrow(
      expect.objectContaining({ code: "git.octopus" }),
    );
  });

  it("refuses a root on the line", () => {
    expect(() => broughtIn([commit("a", "base"), commit("orphan")], [])).toThrow(
      expect.objectContaining({ code: "git.new-root" }),
    );
  });

  it("does not ask how many parents a commit behind a merge has", () => {
    const line = [commit("m", "base", "s")];
    expect(names(broughtIn(line, [...line, commit("s", "base", "x", "y")]))).toEqual([["m", "s"]]);
  });

  it("refuses a root behind a merge", () => {
    const line = [commit("m", "base", "orphan")];
    expect(() => broughtIn(line, [...line, commit("orphan")])).toThrow(
      expect.objectContaining({ code: "git.new-root" }),
    );
  });
});
