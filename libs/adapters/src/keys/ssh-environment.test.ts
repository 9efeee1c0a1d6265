import { describe, expect, it } from "vitest";
import { sshEnvironment } from "./ssh-environment.ts";

describe("the environment of OpenSSH's programs", () => {
  it("has what finds agent and person, and messages in English", () => {
    const caller = {
      PATH: "/bin",
      HOME: "/root",
      TERM: "xterm",
      SSH_AUTH_SOCK: "/s",
      SSH_ASKPASS: "/a",
      DISPLAY: ":0",
      LC_ALL: "de",
    };
    expect(sshEnvironment(caller)).toEqual({ ...caller, LC_ALL: "C" });
  });

  it("has nothing else", () => {
    const caller = {
      LD_PRELOAD: "/evil.so",
      SSH_CONFIG: "x",
      AWS_SECRET_ACCESS_KEY: "s",
      NODE_OPTIONS: "-r x",
      path: "/evil",
    };
    expect(sshEnvironment({ ...caller, HOME: undefined })).toEqual({ LC_ALL: "C" });
  });
});
