import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { writeLog } from "@countersign/home/testing";
import { freePort, tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { CHECKOUT, isInstalled } from "./operating-pages.testing.ts";
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

function serving(home: string) {
  const command = [join(CHECKOUT, "apps/cli/bin/countersign"), "serve", "--log-only", "--home", home];
  return startServer([...command, "--listen", "127.0.0.1:0"], process.env);
}

/** nginx with the example's file, of which only places are others. */
async function startProxy(folder: string, upstream: string) {
  const port = await freePort();
  const example = readFileSync(join(CHECKOUT, "apps/service/deploy/nginx-log.conf"), "utf8");
  const site = example
    .replaceAll("http://127.0.0.1:7381", upstream)
    .replaceAll("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replaceAll("/etc/ssl/countersign", folder)
    .replaceAll("/var/cache/nginx", folder);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off; ${temporary.join(" ")}\n${site}}`,
  );
  const key = ["-keyout", join(folder, "log.acme.example.key"), "-out", join(folder, "log.acme.example.pem")];
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
      "/CN=log.acme.example",
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
    const { stdout } = spawnSync("curl", ["-sk", "-D", head, ...sent, `https://127.0.0.1:${port}${path}`], {
      encoding: "utf8",
      input: more.body,
    });
    const lines = readFileSync(head, "utf8")
      .split("\r\n")
      .filter((line) => !line.startsWith("HTTP/1.1 100"));
    const status = Number(lines.find((line) => line.startsWith("HTTP/"))?.split(" ")[1]);
    return { status, text: stdout, cached: /^x-cache: (.*)$/im.exec(lines.join("\n"))?.[1] ?? null };
  };
  for (
    let tries = 0;
    tries < 50 && spawnSync("curl", ["-sk", `https://127.0.0.1:${port}/healthz`]).status !== 0;
    tries += 1
  )
    await setTimeout(100);
  return { get, [Symbol.asyncDispose]: async () => (child.kill("SIGTERM"), void (await closed)) };
}
