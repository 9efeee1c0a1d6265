import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasWord, wordIn, wordsOf } from "./words.ts";

describe("the words of a name", () => {
  it.each([
    ["minReplyWeight", "min reply weight"],
    ["MIN_REPLY_WEIGHT", "min reply weight"],
    ["min-reply.weight", "min reply weight"],
    ["HTTPServerPort", "http server port"],
    ["userIPs", "user ips"],
    ["viewerIPv4", "viewer ip v 4"],
    ["has10kFavs", "has 10 k favs"],
    ["sha256", "sha 256"],
    ["prüfeAlter", "prüfe alter"],
    ["__", ""],
  ])("%s: %s", (name, words) => {
    expect(wordsOf(name).join(" ")).toBe(words);
  });

  it("are whole, whatever the name", () => {
    fc.assert(fc.property(fc.string(), (name) => wordsOf(name).every((word) => word !== "" && !word.includes(" "))));
  });
});

describe("a lexicon", () => {
  const lexicon = new Set(["age", "ip", "race", "device id", "weight"]);

  it.each(["viewerAge", "ages", "IP_ADDRESS", "userDeviceIds", "reply-weights"])("fits %s", (name) => {
    expect(hasWord(name, lexicon)).toBe(true);
  });

  it.each(["pageSize", "trace", "clip", "device", "ageism", "idDevice"])("does not fit %s", (name) => {
    expect(hasWord(name, lexicon)).toBe(false);
  });

  it("says which word it was", () => {
    expect(wordIn("userDeviceIDs", lexicon)).toBe("device id");
  });
});
