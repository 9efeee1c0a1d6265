/** Shares and weights of the blend by name. */
export type Blend = { readonly modelShare: number; readonly [linear: string]: number };

/** A blend whose values are all finite and not below 0. */
export function blend(values: Blend): Blend {
  const wrong = Object.entries(values).find(([, value]) => !Number.isFinite(value) || value < 0);
  if (wrong !== undefined) throw new Error(`${wrong[0]} is no share`);
  return values;
}
