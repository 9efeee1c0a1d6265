/** Times that people mean: in hours, tomorrow morning, Monday morning. In milliseconds since the epoch, in the time zone of here. */
export function snoozes(now: number): readonly (readonly [name: string, at: number])[] {
  const morning = (days: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    return date.setHours(9, 0, 0, 0);
  };
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    ["1 hour", now + 3_600_000],
    ["4 hours", now + 4 * 3_600_000],
    ["Tomorrow", morning(1)],
    ...(toMonday === 1 ? [] : [["Monday", morning(toMonday)] as const]),
  ];
}
