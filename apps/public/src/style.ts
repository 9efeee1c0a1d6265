/** The style of the public page, whole; its digest is in the content security policy. */
export const STYLE = `:root{color-scheme:light dark;--ground:light-dark(#fff,#131417);--sunken:light-dark(#f4f5f7,#1b1d21);--line:light-dark(#d9dce1,#33373e);--text:light-dark(#16181d,#e4e6ea);--quiet:light-dark(#555a64,#a6acb6);--accent:light-dark(#1a5ab8,#7fb1f7);--good:light-dark(#17693a,#78cc96);--bad:light-dark(#b0201a,#ff8f86);--bar:light-dark(#5b86c4,#6d97d6)}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}h1{font-size:1.05rem;margin:0 0 1rem;font-weight:600;color:var(--quiet)}h2{font-size:1.15rem;margin:2.5rem 0 .75rem}
a{color:var(--accent)}a:focus-visible,summary:focus-visible,pre:focus-visible,.wide:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.first{font-size:1.6rem;line-height:1.35;margin:0 0 1rem;text-wrap:pretty}.first a{text-decoration-thickness:2px;text-underline-offset:.15em;font-weight:600}.none{color:var(--good)}.some{color:var(--bad)}
.quiet,figcaption,dd.quiet{color:var(--quiet)}.small{font-size:.875rem}.notice{border:2px solid var(--bad);border-radius:6px;padding:.75rem 1rem;margin:0 0 1.5rem}
.box{background:var(--sunken);border:1px solid var(--line);border-radius:6px;padding:1rem 1.25rem}.box h2{margin-top:0}
pre{font:.8125rem/1.5 ui-monospace,"Noto Sans Mono","DejaVu Sans Mono",monospace;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0;padding:.6rem .75rem;background:var(--ground);border:1px solid var(--line);border-radius:4px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}th{font-weight:600}.wide{overflow-x:auto}
ol.changes{list-style:none;margin:0;padding:0}ol.changes li{padding:.75rem 0;border-bottom:1px solid var(--line);break-inside:avoid}ol.changes p{margin:0}ul.effects{margin:.25rem 0 0;padding-left:1.2rem}
.outcome{font-weight:600;display:inline-block;min-width:7.5rem}.approved{color:var(--good)}.rejected{color:var(--bad)}.withheld{color:var(--quiet);font-style:italic}
figure{margin:0}svg{width:100%;height:auto;display:block}.bar{fill:var(--bar)}.mark{fill:var(--bad)}.axis{stroke:var(--line)}svg text{fill:var(--quiet);font-size:11px}
dl{display:grid;grid-template-columns:minmax(10rem,max-content) 1fr;gap:.4rem 1.25rem;margin:0}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}:target{background:var(--sunken);outline:2px solid var(--accent)}
bdi{overflow-wrap:anywhere}@media(max-width:40rem){.first{font-size:1.3rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.6rem}.outcome{min-width:0;margin-right:.5rem}}
@media(forced-colors:active){.bar{fill:CanvasText}.mark{fill:LinkText}}
@media print{:root{color-scheme:light}body{font-size:10.5pt}main{max-width:none;padding:0}.box{background:none}details:not([open])>:not(summary){display:none}}`;
