import { vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { formatBase64 } from "../base64.ts";
import { formatArmor, parseArmor } from "../sshsig/blob.ts";

const withCode = (code: string) => expect.objectContaining({ code });
const blob = Uint8Array.from({ length: 200 }, (_, index) => index);
const text = formatArmor(blob);

describe("armour", () => {
  it("has lines of 70 characters and reads back", () => {
    const lines = text.split("\n");
    expect(lines[0]).toBe("-----BEGIN SSH SIGNATURE-----");
    expect(lines[1]).toHaveLength(70);
    expect(lines.at(-1)).toBe("");
    expect(parseArmor(text)).toEqual(blob);
  });

  it.each([
    ["CR LF", text.replaceAll("\n", "\r\n"), "attest.armor-carriage-return"],
    ["no last newline", text.trimEnd(), "attest.armor-newline"],
    ["text before it", `x\n${text}`, "attest.armor-header"],
    ["another label", text.replaceAll("SSH SIGNATURE", "OPENSSH PRIVATE KEY"), "attest.armor-header"],
    ["no footer", text.replace(/-----END.*\n/, ""), "attest.armor-footer"],
    ["text behind it", `${text}x`, "attest.armor-trailing"],
    ["a second newline", `${text}\n`, "attest.armor-trailing"],
    ["an empty line", text.replace("-----\n", "-----\n\n"), "attest.armor-line"],
    ["nothing in it", text.replace(/-----\n[^-]*/, "-----\n"), "attest.armor-line"],
    ["a short line in the middle", text.replace(/\n(.{5})/, "\n$1\n"), "attest.armor-line"],
    [
      "a last line that is longer",
      "-----BEGIN SSH SIGNATURE-----\nAAAA\nAAAAAAAA\n-----END SSH SIGNATURE-----\n",
      "attest.armor-line",
    ],
    ["a blank in a line", text.replace("\nA", "\n "), "attest.base64"],
  ])("is refused with %s", (_what, changed, code) => {
    expect(() => parseArmor(changed)).toThrow(withCode(code));
  });
});

type ArmorVectors = { binaryBase64: string; cases: { name: string; expect: string; text: string }[] };

/** The code of each refusal; the `unspecified` cases are refused too. */
const CODES: { readonly [name: string]: string } = {
  "CR LF line ends": "attest.armor-carriage-return",
  "no last newline": "attest.armor-newline",
  "text before the header": "attest.armor-header",
  "no header": "attest.armor-header",
  "no footer": "attest.armor-footer",
  "header of another kind": "attest.armor-header",
  "not base64": "attest.armor-line",
  "two signatures in one file": "attest.armor-trailing",
};

const sshsig = vectors("sshsig");

describe.skipIf(!sshsig.present)("SSHSIG vectors sshsig/armor.json (skipped: no vectors)", () => {
  const file = sshsig.present ? sshsig.json<ArmorVectors>("armor.json") : { binaryBase64: "", cases: [] };
  it.each(file.cases)("$expect: $name", (each) => {
    if (each.expect === "valid") expect(formatBase64(parseArmor(each.text))).toBe(file.binaryBase64);
    else expect(() => parseArmor(each.text)).toThrow(withCode(CODES[each.name] ?? "a code for every case"));
  });
});
