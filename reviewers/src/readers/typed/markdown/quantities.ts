import { codeValue, numberValue } from "../value.ts";
import type { Page } from "./markdown.ts";
import { plainText } from "./plain-text.ts";

const NAMED =
  /^[\s>*+-]{0,40}["'`*_(]{0,4}([A-Za-z][\w.$/ -]{0,119})["'`*_)]{0,4}\s{0,4}(?::=|[:=→])\s{0,4}["'`*]{0,3}([-+−]?[\d.][\w.]{0,40})(.{0,300})/u;
const FORMULA = /^[\s>]{0,40}`{0,2}([A-Za-z][\w. ]{0,79})\s{0,4}=\s{0,4}(.{1,400})$/;

/** A line that gives a name a number, `"is_replied": 27` or `- reply = 13.5`, or a name a formula. */
export function quantityFacts({ lines, facts }: Page, at: number, within: readonly string[]): void {
  const line = lines[at] ?? "";
  const [, name, number = "", rest = ""] = NAMED.exec(line) ?? [];
  const value = numberValue(number.replace("−", "-").replace(/\.$/, ""));
  const place = { from: at + 1, within };
  if (name !== undefined && value !== undefined && !/^[:/\d]/.test(rest)) {
    const note = plainText(rest);
    facts.setting(place, { name: name.trim(), value, as: "doc", ...(note === "" ? {} : { notes: [note] }) });
    return;
  }
  const [, result, formula] = FORMULA.exec(line) ?? [];
  if (result !== undefined && formula !== undefined && /[*+/×]|\b(?:sum|max|min|exp|log)\b/.test(formula))
    facts.setting(place, { name: result.trim(), value: codeValue(formula.replaceAll(/\s+/g, " ").trim()), as: "doc" });
}
