import { join } from "node:path";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { readAppFiles, readManifest } from "../host/index.ts";
import { builtInto } from "./build.testing.ts";

it("the app is a function of its sources: built twice, at another time, in another place, it is the same", async () => {
  using folder = tempFolder();
  const [one, other] = await Promise.all([
    builtInto(await mkdtemp(join(folder.path, "one-"))),
    builtInto(await mkdtemp(join(folder.path, "elsewhere-")), {
      TZ: "Asia/Kathmandu",
      LANG: "de_DE.UTF-8",
      NODE_ENV: "test",
    }),
  ]);
  expect(other).toBe(one);
  expect(one).toMatch(/^[0-9a-f]{64} {2}assets\/\S+\.css$/m);
});

it("a file that is not what the manifest says is not served", async () => {
  using folder = tempFolder();
  await builtInto(folder.path);
  const manifest = await readManifest(folder.path);
  const files = await readAppFiles(folder.path, { service: "https://countersign.acme.example" });
  expect([...files.keys()].toSorted()).toEqual(
    ["/", "/SHA256SUMS", "/service.json", ...[...manifest.files.keys()].map((path) => `/${path}`)].toSorted(),
  );
  expect(new TextDecoder().decode(files.get("/service.json")?.bytes)).toBe(
    '{"service":"https://countersign.acme.example"}',
  );
  const script = [...manifest.files.keys()].find((path) => path.endsWith(".js")) ?? "";
  await writeFile(join(folder.path, script), `${await readFile(join(folder.path, script), "utf8")}\n`);
  await expect(readAppFiles(folder.path)).rejects.toThrow(`${script} is not what SHA256SUMS says`);
});
