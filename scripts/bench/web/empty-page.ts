import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { startBare } from "../servers.ts";
import type { Served } from "../servers.ts";

const MODULES = fileURLToPath(new URL("../../../node_modules/", import.meta.url));

/** One line that says how often a key was pressed, drawn by the React that the app has, above a column to scroll through. */
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>empty</title><body><div id="root"></div>
<script type="module" src="./main.js"></script></body></html>`;
const SCRIPT = `
import { createElement as h, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
function Page() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const pressed = () => setCount((before) => before + 1);
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return h("main", null, h("p", { className: "first-row" }, "pressed " + count), h("div", { style: { height: "200000px" } }));
}
createRoot(document.getElementById("root")).render(h(Page));`;

/** Builds a page that does nothing but start React, as the app is built, and serves it from a process of its own; `folder` is filled. */
export async function serveEmptyPage(folder: string): Promise<Served & { readonly dist: string }> {
  const [root, dist] = [join(folder, "empty"), join(folder, "empty-dist")];
  await mkdir(root, { recursive: true });
  await writeFile(join(root, "index.html"), PAGE);
  await writeFile(join(root, "main.js"), SCRIPT);
  await build({
    root,
    base: "./",
    configFile: false,
    logLevel: "warn",
    mode: "production",
    build: { outDir: dist, emptyOutDir: true },
    resolve: { alias: [{ find: /^(react|react-dom)(\/|$)/, replacement: `${MODULES}$1$2` }] },
  });
  const served = await startBare(`(request, response) => {
    const name = request.url.split("?")[0] === "/" ? "/index.html" : request.url.split("?")[0];
    fs.readFile(path.join(${JSON.stringify(dist)}, path.normalize(name)), (error, bytes) => {
      if (error) return response.writeHead(404).end();
      const type = name.endsWith(".js") ? "text/javascript" : "text/html";
      response.writeHead(200, { "content-type": type }).end(bytes);
    });
  }`);
  return { ...served, dist };
}
