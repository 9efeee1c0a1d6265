import { CountersignError } from "../error.ts";

/**
 * What an unquoted YAML scalar means in a policy: an integer, `true` or `false`, or text that no version of YAML reads
 * as anything else. The rest is refused, because two readers would disagree about it: `policy.yaml-null`,
 * `policy.yaml-boolean` (`no`, `on`, `True`), `policy.yaml-float`, `policy.yaml-timestamp`, and `policy.yaml-number`
 * (signs, leading zeros, octal, hexadecimal, binary, underscores, base 60, 2^53 and above). `where` goes into the detail.
 */
export function parsePlainScalar(source: string, where: string): string | number | boolean {
  if (source === "true" || source === "false") return source === "true";
  for (const { code, form, remedy } of REFUSED) {
    if (form.test(source))
      throw new CountersignError(code, `${where}: ${source === "" ? "nothing" : source} ${remedy}`);
  }
  return INTEGER.test(source) ? parseInteger(source, where) : source;
}

const INTEGER = /^(?:0|[1-9][0-9]*)$/;

const REFUSED: readonly { readonly code: string; readonly form: RegExp; readonly remedy: string }[] = [
  {
    code: "policy.yaml-null",
    form: /^(?:|~|null)$/i,
    remedy: "stands where a value should be: write the value, or leave the field out",
  },
  {
    code: "policy.yaml-boolean",
    form: /^(?:true|false|yes|no|on|off|y|n)$/i,
    remedy: "is a boolean to some readers and text to others: write true or false, or quote it",
  },
  {
    code: "policy.yaml-timestamp",
    form: /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d.*)?$/,
    remedy: "is a time to some readers: quote it",
  },
  {
    code: "policy.yaml-float",
    form: /^[-+]?(?:\.(?:inf|nan)|(?:\d[\d_]*)?\.\d[\d_]*(?:e[-+]?\d+)?|\d[\d_]*\.(?:e[-+]?\d+)?|\d[\d_]*e[-+]?\d+)$/i,
    remedy: "is a floating-point number: write a whole number, or quote it",
  },
  {
    code: "policy.yaml-number",
    form: /^(?:[-+]\d[\d_]*|\d[\d_]*_[\d_]*|0\d+|[-+]?0(?:x[\da-f_]+|o[0-7_]+|b[01_]+)|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?)$/i,
    remedy: "is a number in a spelling that readers take differently: write decimal digits only, or quote it",
  },
];

function parseInteger(source: string, where: string): number {
  const value = Number(source);
  if (Number.isSafeInteger(value)) return value;
  throw new CountersignError("policy.yaml-number", `${where}: ${source} is 2^53 or more`);
}
