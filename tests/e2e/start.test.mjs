// When a part cannot be loaded: the page says so plainly, and what is stored is still there.
import { item } from "./support/items.mjs";
import { button, go, importItems, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NOT_LOADED = [/^error: Failed to load resource: net::ERR_FAILED/, /^uncaught: TypeError: Failed to fetch/];

scene(
  "a page whose program cannot be loaded says so at once, and a reload brings everything back",
  { expects: NOT_LOADED },
  async ({ page }) => {
    await importItems(page, [item("ONE")]);
    await page.route("**/*_web-*_bg.wasm", (route) => route.abort());
    await page.reload({ waitUntil: "domcontentloaded" });
    const panel = page.getByRole("alertdialog", { name: "The page could not start" });
    await panel.getByText(/could not be loaded/).waitFor();
    await page.unroute("**/*_web-*_bg.wasm");
    await panel.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
    await go(page, "Backlog");
    await until(() => titles(page), ["Do ONE"]);
  },
);

scene(
  "a page that cannot load its reader says so, keeps what it has and can try again",
  { expects: NOT_LOADED },
  async ({ page }) => {
    await importItems(page, [item("ONE")]);
    await page.reload();
    await page.context().route("**/harvester.js*", (route) => route.abort());
    await go(page, "Sources");
    await page.getByRole("textbox", { name: "Text to harvest" }).fill("- [ ] Do it");
    await button(page, "Look what is in it").click();
    await page
      .getByRole("log")
      .getByText(/^The text could not be read: the reader could not be started/)
      .waitFor();
    await page.context().unroute("**/harvester.js*");
    await button(page, "Look what is in it").click();
    await page.getByRole("main").getByText("1 work item").waitFor();
    await go(page, "Backlog");
    await until(() => titles(page), ["Do ONE"]);
  },
);
