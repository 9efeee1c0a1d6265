/** Who asks: an installation, whose token is good for one repository by its number alone; or the App itself. */
export type As = "app" | { readonly installation: number; readonly repository?: number };

/** One text for each. */
export function spellAs(as: As): string {
  return as === "app" ? as : `${as.installation} ${as.repository ?? "all"}`;
}
