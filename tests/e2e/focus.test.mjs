// Where the focus goes: to the heading of a new screen, past the navigation, back from a dialog.
import assert from "node:assert/strict";
import { ESCALATING } from "./support/items.mjs";
import { at, go, heading, importItems, runCycle, SCREENS } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const focused = (page) => page.evaluate(() => document.activeElement?.textContent.trim() ?? "");

scene("a new screen takes the focus to its heading, and the address goes back", async ({ page }) => {
  for (const screen of [...SCREENS.slice(1), SCREENS[0]]) {
    await go(page, screen);
    // The link that was clicked may have the heading's very words.
    await until(() => page.evaluate(() => document.activeElement.tagName), "H1");
    assert.equal(await focused(page), await heading(page).textContent(), screen);
  }
  await page.goBack();
  await at(page, "Settings");
  await page.goForward();
  await at(page, "Brief");
});

scene("the skip link is the first stop and leads to the content", async ({ page }) => {
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await until(() => focused(page), "Skip to content");
  await skip.waitFor();
  await page.keyboard.press("Enter");
  await until(() => page.evaluate(() => document.activeElement.tagName), "H1");
  await at(page, "Brief");
});

scene("a dialog gives the focus back to where it was", async ({ page }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  await go(page, "Decide");
  const button = page.getByRole("button", { name: "Override" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Override" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Override" }).waitFor({ state: "hidden" });
  await until(() => button.evaluate((node) => node === document.activeElement), true);
});
