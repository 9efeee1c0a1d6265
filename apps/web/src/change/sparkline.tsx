const [WIDTH, HEIGHT, EDGE] = [72, 20, 3];

/**
 * How a number went, drawn from zero: a small step looks small. Says its numbers to whoever does not see it; of fewer than two, and of
 * what is no number, nothing.
 */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const points = pointsOf(values);
  const last = points.at(-1);
  if (last === undefined || points.length < 2 || !values.every(Number.isFinite)) return null;
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={values.join(", then ")}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    >
      <polyline points={points.map(([x, y]) => `${x},${y}`).join(" ")} />
      {points.slice(0, -1).map(([x, y], at) => (
        <circle key={at} className="earlier" cx={x} cy={y} r="1.5" />
      ))}
      <circle cx={last[0]} cy={last[1]} r="2.5" />
    </svg>
  );
}

/** Pixels from the left and from the top. */
function pointsOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const scale = high === low ? 0 : (HEIGHT - 2 * EDGE) / (high - low);
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  return values.map((value, at) => [rounded(EDGE + at * step), rounded(HEIGHT - EDGE - (value - low) * scale)]);
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
