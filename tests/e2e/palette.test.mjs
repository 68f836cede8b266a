// The palette: items, screens and acts from one field, by keyboard alone.
import assert from "node:assert/strict";
import { many } from "./support/items.mjs";
import { at, detail, go, importItems, says } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

scene("the palette finds items, screens and acts, by keyboard alone", async ({ page }) => {
  await importItems(page, many(50));
  const palette = page.getByRole("dialog", { name: "Find or do anything" });
  const choose = async (words, downs = 0) => {
    await page.keyboard.press("Control+k");
    await palette.waitFor();
    await page.keyboard.type(words);
    await until(
      () => palette.getByRole("option").count(),
      (count) => count > downs,
    );
    for (let left = downs; left > 0; left -= 1) await page.keyboard.press("ArrowDown");
    assert.equal(await palette.getByRole("option", { selected: true }).count(), 1);
    await page.keyboard.press("Enter");
    await palette.waitFor({ state: "hidden" });
  };
  await choose("part 37");
  await detail(page)
    .getByRole("heading", { name: many(38)[37].description })
    .waitFor();
  await choose("go to", 3);
  await at(page, "Sources");
  await go(page, "Backlog");
  await choose("part 12");
  await detail(page)
    .getByRole("heading", { name: many(13)[12].description })
    .waitFor();
  await choose("run c");
  await says(page, /^Cycle 1:/);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("no such thing");
  await palette.getByText("Nothing is called that.").waitFor();
  await page.keyboard.press("Escape");
  await palette.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Find or do anything" }).click();
  await palette.getByRole("combobox").fill("settings");
  await palette.getByRole("option", { name: "Go to Settings" }).click();
  await at(page, "Settings");
});
