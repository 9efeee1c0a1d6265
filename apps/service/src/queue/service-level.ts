/** In how many seconds a decision is promised: by a role, for a risk; absent means any. */
export type ServiceLevel = {
  readonly role?: string | undefined;
  readonly risk?: string | undefined;
  readonly within: number;
};

/** Seconds that the first level that fits gives; undefined where nothing is promised. `risk` is 0 to 4. */
export function withinFor(levels: readonly ServiceLevel[], role: string, risk: number): number | undefined {
  const fits = levels.find(
    (level) =>
      (level.role === undefined || level.role === role) && (level.risk === undefined || level.risk === `R${risk}`),
  );
  return fits?.within;
}
