// When the page cannot start, or has stopped: it says so plainly, and what is stored is still there.
import assert from "node:assert/strict";
import { item } from "./support/items.mjs";
import { button, go, importItems, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

scene("a page whose program cannot be loaded says so, and a reload brings everything back", { expects: [/./] }, async ({ page }) => {
  await importItems(page, [item("ONE")]);
  await page.route("**/*_web-*_bg.wasm", (route) => route.abort());
  await page.reload({ waitUntil: "domcontentloaded" });
  const panel = page.getByRole("alertdialog", { name: "The page could not start" });
  await panel.waitFor();
  await panel.getByText(/could not be loaded/).waitFor();
  await page.unroute("**/*_web-*_bg.wasm");
  await panel.getByRole("button", { name: "Reload" }).click();
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  await go(page, "Backlog");
  await until(() => titles(page), ["Do ONE"]);
});

scene("a page that cannot load its reader says so and keeps what it has", { expects: [/./] }, async ({ page }) => {
  await importItems(page, [item("ONE")]);
  await page.reload();
  await page.route("**/harvester.js*", (route) => route.abort());
  await go(page, "Sources");
  await page.getByRole("textbox", { name: "Text to harvest" }).fill("- [ ] Do it");
  await button(page, "Look what is in it").click();
  await page.getByRole("log").getByText(/^The text could not be read: the reader stopped/).waitFor();
  await page.unroute("**/harvester.js*");
  await button(page, "Look what is in it").click();
  await page.getByRole("main").getByText("1 work item").waitFor();
  await go(page, "Backlog");
  assert.deepEqual(await titles(page), ["Do ONE"]);
});

// Nothing that a person, a file or a server does is known to make the program panic, and no build of ours has a
// button for it; so the panel for that is not tried here.
scene("a page that panics says so and offers what is stored", { skip: "nothing is known to make it panic from outside" }, async () => {});
