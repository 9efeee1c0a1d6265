import { expect, it } from "vitest";
import { eventReader } from "./server-sent-events.ts";

const STREAM =
  'retry: 2000\nid: 4\n\nid: 5\nevent: claim.taken\ndata: {"a":1}\n\n: alive\n\nid: 6\n\nid: 7\nevent: x\ndata: one\ndata: two\n\n';
const EVENTS = [
  { id: "5", event: "claim.taken", data: '{"a":1}' },
  { id: "7", event: "x", data: "one\ntwo" },
];

it("events are the same wherever the stream is cut into pieces", () => {
  for (let cut = 0; cut <= STREAM.length; cut += 1) {
    const { read } = eventReader();
    expect([...read(STREAM.slice(0, cut)), ...read(STREAM.slice(cut))]).toEqual(EVENTS);
  }
});

it("an id without data is no event, and where the stream goes on from", () => {
  const { read, lastId } = eventReader();
  expect(lastId()).toBeUndefined();
  expect(read("id: 4\n\nid: 9\n\n: alive\n\nid: 10\n")).toEqual([]);
  expect(lastId()).toBe("9");
});
