import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { writeLog } from "@countersign/home/testing";
import { freePort, tempFolder, until } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { CHECKOUT, ended, isInstalled } from "./operating-pages.testing.ts";
import type { Ended } from "./operating-pages.testing.ts";
import { startServer } from "./started-server.testing.ts";

describe.skipIf(!isInstalled("nginx") || !isInstalled("openssl"))(
  "apps/service/deploy/nginx-log.conf (skipped without nginx)",
  () => {
    it("keeps tiles for ever, and nothing else; lets bodies of records through", { timeout: 60_000 }, async () => {
      using folder = tempFolder();
      const home = join(folder.path, "state");
      await writeLog(home, 2);
      await using server = await serving(home);
      await using proxy = await startProxy(folder.path, server.url);
      const tile = () => proxy.get("/log/tile/entries/000.p/4");
      expect(await tile()).toMatchObject({ status: 200, cached: "MISS" });
      expect(await tile()).toMatchObject({ status: 200, cached: "HIT" });
      for (const again of ["MISS", "MISS"])
        expect(await proxy.get("/log/tile/entries/000.p/5")).toMatchObject({ status: 404, cached: again });
      for (const path of ["/log/checkpoint", "/log/checkpoint", "/", "/bundle?from=0"])
        expect(await proxy.get(path)).toMatchObject({ status: 200, cached: null });
      expect(await proxy.get("/evidence/x")).toMatchObject({
        status: 401,
        text: expect.stringContaining("auth.missing"),
      });
      const large = await proxy.get("/records", { method: "POST", body: "x".repeat(8 * 1024 * 1024) });
      expect(large).toMatchObject({ status: 422, text: expect.stringContaining('"code"') });
    });
  },
);

describe.skipIf(!isInstalled("nginx") || !isInstalled("openssl"))(
  "apps/service/deploy/nginx-service.conf (skipped without nginx)",
  () => {
    it("hands events on while they happen, and lets long bodies of the API through", { timeout: 120_000 }, async () => {
      using folder = tempFolder();
      await using upstream = await slowly();
      await using proxy = await startProxy(folder.path, upstream.url, "service");
      const began = performance.now();
      const { stdout } = await curl(["-skN", "--max-time", "2", `${proxy.url}/v1/events`]);
      expect(stdout).toBe("id: 1\n\n");
      expect(performance.now() - began).toBeLessThan(10_000);
      const body = "x".repeat(25_000_000);
      expect(await proxy.get("/v1/manifests", { body })).toMatchObject({ status: 200, text: "25000000" });
      expect(await proxy.get("/v1/manifests", { body: "x".repeat(27 * 1024 * 1024) })).toMatchObject({ status: 413 });
      expect(upstream.forwarded()).toEqual(new Set(["127.0.0.1"]));
    });
  },
);

/** Calls curl; servers of this process can answer meanwhile. */
async function curl(args: readonly string[], input = ""): Promise<Ended> {
  const child = spawn("curl", args, { stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return ended(child);
}

/** A server that sends one event and then nothing more, and says how long a body was. */
async function slowly() {
  const forwarded = new Set<unknown>();
  const server = createServer((request, response) => {
    forwarded.add(request.headers["x-forwarded-for"]);
    if (request.url === "/v1/events") {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("id: 1\n\n");
      return;
    }
    let length = 0;
    request.on("data", (chunk: Buffer) => void (length += chunk.length));
    request.on("end", () => response.end(String(length)));
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${port}`,
    forwarded: () => forwarded,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function serving(home: string) {
  const command = [join(CHECKOUT, "apps/cli/bin/countersign"), "serve", "--log-only", "--home", home];
  return startServer([...command, "--listen", "127.0.0.1:0"], process.env);
}

/** nginx with the example's file, of which only places are others. */
async function startProxy(folder: string, upstream: string, site: "log" | "service" = "log") {
  const port = await freePort();
  const example = readFileSync(join(CHECKOUT, `apps/service/deploy/nginx-${site}.conf`), "utf8");
  const [, name = ""] = /server_name (\S+);/.exec(example) ?? [];
  const placed = example
    .replaceAll("http://127.0.0.1:7381", upstream)
    .replaceAll("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replaceAll("/etc/ssl/countersign", folder)
    .replaceAll("/var/cache/nginx", folder);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off; ${temporary.join(" ")}\n${placed}}`,
  );
  const key = ["-keyout", join(folder, `${name}.key`), "-out", join(folder, `${name}.pem`)];
  expect(
    spawnSync("openssl", [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "1",
      "-subj",
      `/CN=${name}`,
      ...key,
    ]).status,
  ).toBe(0);
  const child = spawn("nginx", ["-p", folder, "-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf")], {
    stdio: "ignore",
  });
  const closed = once(child, "close");
  const get = async (path: string, more: { readonly method?: string; readonly body?: string } = {}) => {
    const head = join(folder, "head");
    const sent = more.body === undefined ? [] : ["-X", more.method ?? "POST", "--data-binary", "@-"];
    const { stdout } = await curl(["-sk", "-D", head, ...sent, `https://127.0.0.1:${port}${path}`], more.body);
    const lines = readFileSync(head, "utf8")
      .split("\r\n")
      .filter((line) => !line.startsWith("HTTP/1.1 100"));
    const status = Number(lines.find((line) => line.startsWith("HTTP/"))?.split(" ")[1]);
    return { status, text: stdout, cached: /^x-cache: (.*)$/im.exec(lines.join("\n"))?.[1] ?? null };
  };
  await until(async () => (await curl(["-sk", `https://127.0.0.1:${port}/healthz`])).status === 0);
  return {
    get,
    url: `https://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => (child.kill("SIGTERM"), void (await closed)),
  };
}
