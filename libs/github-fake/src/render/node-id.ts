/** The id of a thing in the other API, such as `PR_2147583649`. */
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}
