// Real repositories' recorded issues, harvested by the page from the stand-in. The recordings are no part of the
// project: where they are absent this is skipped. A table is printed.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { tokens } from "../github/tokens.mjs";
import { complete, dismiss, harvest, source } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const dataDir = fileURLToPath(new URL("../../../shared/data/github", import.meta.url));
const list = path.join(dataDir, "expected.json");
const skip = existsSync(list) ? false : `no recordings in ${dataDir}`;
const files = skip ? {} : JSON.parse(readFileSync(list, "utf8")).files;

const { scene } = await stage();

const whole = (text) => Number(text?.replaceAll(",", "") ?? 0);

scene("recorded repositories are read to the last issue", { skip, repositories: {}, dataDir }, async ({ page }, t) => {
  for (const expected of Object.values(files)) {
    const name = expected.repository;
    await harvest(page, name, tokens.valid);
    await complete(page, name);
    const words = await source(page, name).textContent();
    const read = {
      rows: whole(words.match(/([\d,]+) records? read/)?.[1]),
      open: whole(words.match(/([\d,]+) open/)?.[1]),
      closed: whole(words.match(/([\d,]+) finished/)?.[1]),
      pulls: whole(words.match(/pull requests: ([\d,]+)/)?.[1]),
    };
    t.diagnostic(`${name.padEnd(32)} ${JSON.stringify(read)}`);
    assert.deepEqual(read, {
      rows: expected.items,
      open: expected.issues_open,
      closed: expected.issues_closed,
      pulls: expected.pull_requests,
    }, name);
    await dismiss(page);
  }
});
