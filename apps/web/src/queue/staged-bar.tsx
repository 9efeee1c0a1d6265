import { Keys } from "../ui/keys.tsx";
import type { Difference } from "./order.ts";

/** Says that the list would be another one by now, and shows it when it is asked to. */
export function StagedBar({
  waiting,
  onShow,
}: {
  readonly waiting: Difference | undefined;
  readonly onShow: () => void;
}) {
  return (
    <div className="staged" role="status">
      {waiting !== undefined && (
        <button type="button" onClick={onShow}>
          {spell(waiting)} <Keys keys="." />
        </button>
      )}
    </div>
  );
}

function spell({ fresh, gone, moved }: Difference): string {
  if (moved) return "The order changed. Show it";
  return `${[...(fresh > 0 ? [`${fresh} new`] : []), ...(gone > 0 ? [`${gone} gone`] : [])].join(", ")}. Show it`;
}
