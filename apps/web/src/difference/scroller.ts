/** Marks what somebody stepped to: it gets the focus and stands in the middle of the view. What it says is for whoever does not see it. */
export function goTo(target: HTMLElement, block: ScrollLogicalPosition = "center"): string {
  document.querySelector("[data-current]")?.removeAttribute("data-current");
  target.dataset["current"] = "";
  target.scrollIntoView({ block });
  target.focus({ preventScroll: true });
  // What was only guessed of heights above is known once it was drawn.
  requestAnimationFrame(() => target.scrollIntoView({ block }));
  return target.dataset["stop"] ?? target.textContent;
}

/** The next of the elements in an order, from what was stepped to last where it is in view, else from the top of the view. */
export function nextOf(root: HTMLElement, selector: string, step: 1 | -1): HTMLElement | undefined {
  const all = [...root.querySelectorAll<HTMLElement>(selector)];
  const current = root.querySelector<HTMLElement>("[data-current]");
  const view = { top: topOf(root), bottom: window.innerHeight };
  const at = current?.getBoundingClientRect().top;
  const follows = current === null || at === undefined || at < view.top - 1 || at > view.bottom ? undefined : current;
  const passed = (one: HTMLElement) =>
    follows === undefined ? one.getBoundingClientRect().top < view.top : follows !== one && isBefore(one, follows);
  const first = firstNot(all, passed);
  if (step === -1) return all[first - 1];
  return all[all[first] === follows ? first + 1 : first];
}

/** The file whose rows are at the top of the view. */
export function fileInView(root: HTMLElement): number {
  const sections = [...root.querySelectorAll<HTMLElement>("[data-file]")];
  const current = root.querySelector("[data-current]");
  const box = current?.getBoundingClientRect();
  if (current !== null && box !== undefined && box.bottom > 0 && box.top < window.innerHeight) {
    const own = current.closest<HTMLElement>("[data-file]");
    if (own !== null) return Number(own.dataset["file"]);
  }
  const top = topOf(root) + 40;
  const first = firstNot(sections, (one) => one.getBoundingClientRect().bottom < top);
  return Number(sections[first]?.dataset["file"] ?? 0);
}

function topOf(root: HTMLElement): number {
  return root.closest(".change")?.getBoundingClientRect().top ?? 0;
}

function isBefore(one: Node, other: Node): boolean {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** Where the first one is that a test does not hold for; it holds for all before. Heights of what is not in view are asked for a few only. */
function firstNot<T>(all: readonly T[], holds: (one: T) => boolean): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = all[middle];
    if (one !== undefined && holds(one)) low = middle + 1;
    else high = middle;
  }
  return low;
}
