/** Keys as one presses them. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys">
      {keys.split(" ").map((one, index) => (
        <kbd key={index}>
          {one.replace("Control+", "Ctrl ").replace("Shift+", "⇧").replace("ArrowDown", "↓").replace("ArrowUp", "↑")}
        </kbd>
      ))}
    </span>
  );
}
