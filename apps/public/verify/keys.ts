/** `j` and `k` move over the lines of checks, `V` opens all of them; the browser opens one by Enter. */
export function moveByKeys(): void {
  document.addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey || target instanceof HTMLInputElement) return;
    const lines = [...document.querySelectorAll<HTMLElement>("summary")];
    const now = lines.findIndex((line) => line === document.activeElement);
    if (key === "j") lines[Math.min(now + 1, lines.length - 1)]?.focus();
    else if (key === "k") lines[Math.max(now - 1, 0)]?.focus();
    else if (key === "V") for (const line of lines) line.parentElement?.setAttribute("open", "");
  });
}
