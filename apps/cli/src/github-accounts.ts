import { CountersignError } from "@countersign/core";
import type { Signatory } from "@countersign/core";

/** How an account's number is found. */
export const ACCOUNT_NUMBER = "gh api users/NAME --jq .id";

/**
 * The signatories with the accounts that `--github PERSON:NUMBER` gives them, each once. Numbers, since a name on GitHub can be given up and taken
 * by somebody else, whose pushes would then be this person's. `usage.option` for anything else.
 */
export function withAccounts(
  signatories: readonly (Signatory | undefined)[],
  accounts: readonly string[],
): readonly (Signatory | undefined)[] {
  const numbers = new Map<string, number[]>();
  for (const text of accounts) {
    const [, person, digits] = /^([^:]+):([1-9]\d{0,14})$/.exec(text) ?? [];
    if (person === undefined || digits === undefined)
      throw refused(`${JSON.stringify(text.slice(0, 80))} is not PERSON:NUMBER, such as olga:1001`);
    if (!signatories.some((one) => one?.person === person))
      throw refused(`${JSON.stringify(person.slice(0, 80))} is nobody who is named as operator, oracle or data-guard`);
    const known = numbers.get(person) ?? [];
    if ([...numbers.values()].flat().includes(Number(digits))) throw refused(`account ${digits} is named twice`);
    numbers.set(person, [...known, Number(digits)]);
  }
  return signatories.map((one) => {
    const github = one === undefined ? undefined : numbers.get(one.person);
    return one === undefined || github === undefined ? one : { ...one, github };
  });
}

function refused(detail: string): CountersignError {
  return new CountersignError("usage.option", `--github: ${detail}`, {
    remedy: `Give the number of the account, which stays when the account is renamed: ${ACCOUNT_NUMBER}`,
  });
}
