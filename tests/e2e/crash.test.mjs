// A panic: a plain panel with a way to reload and a way to save what is stored. What makes the program panic here is
// a page that something outside it, such as an extension of the browser, has taken apart.
import assert from "node:assert/strict";
import { ESCALATING } from "./support/items.mjs";
import { download, go, heading, importItems, runCycle } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

scene(
  "a page that panics says so, hands over what is stored, and a reload brings it back",
  { expects: [/panicked at/, /RuntimeError: unreachable/] },
  async ({ page }) => {
    await importItems(page, ESCALATING);
    await runCycle(page);
    await go(page, "Decide");
    await page.getByRole("main").evaluate((main) => {
      for (const node of main.querySelectorAll("*")) node.remove();
      main.replaceChildren();
    });
    for (const key of ["g", "b", "g", "s"]) await page.keyboard.press(key);
    const panel = page.getByRole("alertdialog", { name: "The page has stopped" });
    await panel.getByText("Everything you did before is stored in this browser").waitFor();
    assert.equal(await panel.count(), 1);

    const { name, text } = await download(page, "Download my data");
    assert.match(name, /^autonomous_orchestrator_\d{8}_\d{6}\.jsonl$/);
    assert.ok(text.includes("Run cycle"));

    await panel.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
    await go(page, "Decide");
    await until(() => heading(page).textContent(), "5 decisions for you");
  },
);
