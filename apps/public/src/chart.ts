import type { PublicDay } from "./public-state.ts";

/** A bar for each day and a mark where something was not reviewed, as SVG; `chartTable` says the same in words. */
export function chart(days: readonly PublicDay[]): string {
  const most = Math.max(1, ...days.map(({ captured }) => captured));
  const step = WIDTH / Math.max(1, days.length);
  const bars = days.map(({ captured, unreviewed }, index) => {
    const height = Math.round((captured / most) * HEIGHT);
    const x = (index * step + step * 0.15).toFixed(1);
    const bar = `<rect class="bar" x="${x}" y="${TOP + HEIGHT - height}" width="${(step * 0.7).toFixed(1)}" height="${height}"/>`;
    const mark = `<path class="mark" d="M${(index * step + step / 2).toFixed(1)} ${TOP + HEIGHT + 5}l5 9h-10z"/>`;
    return `${captured > 0 ? bar : ""}${unreviewed > 0 ? mark : ""}`;
  });
  const [first, last] = [days[0]?.day ?? "", days.at(-1)?.day ?? ""];
  const base = TOP + HEIGHT;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${base + 34}" role="img" aria-label="Changes a day, ${first} to ${last}; at most ${most}. The table below has every number.">` +
    `<line class="axis" x1="0" x2="${WIDTH}" y1="${base}" y2="${base}"/><text x="0" y="11">${most} a day at most</text>${bars.join("")}` +
    `<text x="0" y="${base + 30}">${first}</text><text x="${WIDTH}" y="${base + 30}" text-anchor="end">${last}</text></svg>`
  );
}

/** The numbers of the chart as a table. */
export function chartTable(days: readonly PublicDay[]): string {
  const rows = days.map(
    ({ day, captured, decided, unreviewed }) =>
      `<tr><th scope="row">${day}</th><td>${captured}</td><td>${decided}</td><td>${unreviewed}</td></tr>`,
  );
  const head = ["Day (UTC)", "Changes", "Decided", "Without review"].map((name) => `<th scope="col">${name}</th>`);
  return `<table><thead><tr>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

const WIDTH = 720;
const HEIGHT = 90;
const TOP = 18;
