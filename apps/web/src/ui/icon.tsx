/** Line drawings on 16 × 16, in the colour of the text. */
const PATHS = {
  queue: "M2.5 4h11M2.5 8h11M2.5 12h7",
  log: "M4 2.5h8v11H4zM6.5 5.5h3M6.5 8h3M6.5 10.5h3",
  deployments: "M8 2.5l5 3v5l-5 3-5-3v-5zM3 5.5l5 3 5-3M8 8.5v5",
  policy: "M8 2.5l5 2v3.5c0 3-2.2 4.8-5 5.5-2.8-.7-5-2.5-5-5.5V4.5z",
  search: "M7 3a4 4 0 100 8 4 4 0 000-8zM10 10l3.5 3.5",
  close: "M4 4l8 8M12 4l-8 8",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside a word; by itself it says nothing, so it is hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
