/** An e-mail address as it is compared: letters A to Z in any case are the same, nothing else is. */
export function foldAddress(address: string): string {
  return address.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
