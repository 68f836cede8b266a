// One browser for a test file, and scenes played in it: each with a fresh profile, a watched page and, where it asks
// for repositories, a GitHub of its own.
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../../../web/static.mjs";
import { fingerprint } from "../../github/certificate.mjs";
import { start } from "../../github/server.mjs";
import { PATIENCE } from "./until.mjs";
import { watch } from "./watch.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const dist = process.env.DIST ?? path.join(root, "dist");
// Below a path, as project pages are: an address that is not relative would miss.
const prefix = "/some/repo/";

const LONGEST = 6 * PATIENCE;
const WIDE = { width: 1440, height: 900 };

/** @returns `{ scene }`, to be called once in a test file. */
export async function stage() {
  const port = await freePort();
  const site = await serve(dist, { prefix });
  const browser = await chromium.launch({
    executablePath: process.env.CHROME ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      `--host-resolver-rules=MAP api.github.com 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${fingerprint}`,
    ],
  });
  after(async () => {
    await browser.close();
    await site.close();
  });

  /**
   * A test in a fresh profile. Options: `size`, `dark`, `repositories`, `dataDir` and `now` (of the stand-in), `clock` (a time
   * that the test moves on by itself), `expects` (patterns of what may go wrong).
   * @param act is given `{ page, github, another, watched }`, and the test; `another()` opens a further page of the
   *   same profile.
   */
  function scene(title, ...rest) {
    const [options, act] = rest.length > 1 ? rest : [{}, ...rest];
    test(title, { skip: options.skip ?? false }, (t) => play(options, act, t));
  }

  async function play({ size = WIDE, dark = false, repositories, dataDir, now, clock, expects = [] }, act, t) {
    const github = repositories && (await start({ repositories: structuredClone(repositories), dataDir, port, now }));
    const context = await browser.newContext({
      viewport: size,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      acceptDownloads: true,
    });
    context.setDefaultTimeout(PATIENCE);
    const watched = await watch(context, {
      origins: [new URL(site.url).origin, ...(github ? ["https://api.github.com"] : [])],
      expects,
    });
    const another = async (hash = "") => {
      const page = await context.newPage();
      if (clock) await page.clock.install({ time: clock });
      await page.goto(`${site.url}${hash}`);
      await page.getByRole("navigation", { name: "Screens" }).waitFor();
      return page;
    };
    try {
      const page = await another();
      await inTime(act({ page, github: github?.control, another, watched }, t));
      watched.assertClean();
    } finally {
      await context.close();
      await github?.close();
    }
  }

  return { scene };
}

/** A scene that does not come to its end fails, and leaves nothing behind. */
async function inTime(scene) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the scene was not over after ${LONGEST / 1000} s`)), LONGEST);
  });
  await Promise.race([scene, late]).finally(() => clearTimeout(timer));
}

/** A port nobody listens at; the browser is told of it before the stand-in is there. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
