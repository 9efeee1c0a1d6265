import { text } from "@countersign/testkit";
import { expect, it } from "vitest";
import { coAuthors } from "./co-authors.ts";

const dana = { name: "Dana", email: "dana@oracle.example" };

it.each([
  ["as git writes it", "Tune\n\nCo-authored-by: Dana <dana@oracle.example>\n"],
  ["in capitals, with a blank before the colon", "Tune\n\nCO-AUTHORED-BY :Dana <dana@oracle.example>"],
  [
    "in the middle of the text",
    "Tune\n\nCo-authored-by: Dana <dana@oracle.example>\n\nMore text.\n\nSigned-off-by: x\n",
  ],
  ["in the subject", "co-authored-by: Dana <dana@oracle.example>"],
  ["folded over lines", "Tune\n\nCo-authored-by:\n Dana\n\t<dana@oracle.example>\n"],
  ["with CRLF", "Tune\r\n\r\nCo-authored-by: Dana <dana@oracle.example>\r\nx\r\n"],
  ["with lone carriage returns", "Tune\r\rCo-authored-by: Dana <dana@oracle.example>\r"],
  ["indented", "Tune\n\n    Co-authored-by: Dana <dana@oracle.example>\n"],
  ["without the closing bracket", "Tune\n\nCo-authored-by: Dana <dana@oracle.example\n"],
])("B2 finds a co-author %s", (_how, message) => {
  expect(coAuthors(text(message))).toEqual([dana]);
});

it("B2 finds all of several, on several lines and on one", () => {
  const message = "x\n\nCo-authored-by: A <a@x>\n Co-authored-by: B <b@x>\nCo-authored-by: C <c@x>, D <d@x>\n";
  expect(coAuthors(text(message)).map(({ email }) => email)).toEqual(["a@x", "b@x", "c@x", "d@x"]);
});

it("B2 keeps a name or an address that stands alone", () => {
  expect(coAuthors(text("Co-authored-by: dana@oracle.example"))).toEqual([{ name: "", email: "dana@oracle.example" }]);
  expect(coAuthors(text("Co-authored-by: Dana"))).toEqual([{ name: "Dana", email: "" }]);
});

it("takes other lines for what they are", () => {
  expect(
    coAuthors(text("Not co-authored-by: x <x@y>\nCo-authored-by\nReviewed-by: Dana <d@x>\nCo-authored-by:\n")),
  ).toEqual([]);
});

it("J5 reads a megabyte of brackets in one pass", () => {
  expect(coAuthors(text(`Co-authored-by: ${"<".repeat(1 << 20)}`))).toHaveLength(1);
  expect(coAuthors(text(`Co-authored-by: ${"x".repeat(1 << 20)}`))).toHaveLength(1);
});
