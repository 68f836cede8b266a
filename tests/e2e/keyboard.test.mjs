// Everything by keyboard: every key of the list does what it says, the palette, the skip link, where the focus goes.
import assert from "node:assert/strict";
import { ESCALATING, item, many } from "./support/items.mjs";
import { at, detail, go, heading, importItems, main, messages, rows, runCycle, says, SCREENS, titles, work } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const focused = (page) => page.evaluate(() => document.activeElement?.textContent.trim() ?? "");
const press = async (page, keys) => {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
};
const dialog = (page, name) => page.getByRole("dialog", { name });
const selected = (page) => work(page).locator("tr.cursor").getByRole("link").textContent();

/** A key of the list, where it is pressed, and what it has done. */
const KEYS = {
  "r": ["Brief", async (page) => {
    await press(page, "r");
    await says(page, /^Cycle 2:/);
  }],
  "z": ["Decide", async (page) => {
    await press(page, "1");
    await until(() => heading(page).textContent(), "4 decisions for you");
    await press(page, "z");
    await until(() => heading(page).textContent(), "5 decisions for you");
  }],
  "Ctrl K": ["Brief", async (page) => {
    await press(page, "Control+k");
    await dialog(page, "Find or do anything").waitFor();
  }],
  "g b": ["Sources", async (page) => (await press(page, "g b"), at(page, "Brief"))],
  "g d": ["Brief", async (page) => (await press(page, "g d"), at(page, "Decide"))],
  "g l": ["Brief", async (page) => (await press(page, "g l"), at(page, "Backlog"))],
  "g s": ["Brief", async (page) => (await press(page, "g s"), at(page, "Sources"))],
  "g ,": ["Brief", async (page) => (await press(page, "g ,"), at(page, "Settings"))],
  "j / k": ["Backlog", async (page) => {
    const all = await titles(page);
    await press(page, "j j k");
    await until(() => selected(page), all[1]);
    await go(page, "Decide");
    const current = () => main(page).getByRole("article", { name: "The case" }).getByRole("heading", { level: 2 }).textContent();
    const first = await current();
    await press(page, "j");
    await until(current, (title) => title !== first);
    await press(page, "k");
    await until(current, first);
  }],
  "Enter": ["Backlog", async (page) => {
    const all = await titles(page);
    await press(page, "j Enter");
    await detail(page).getByRole("heading", { name: all[1] }).waitFor();
    await press(page, "j");
    await detail(page).getByRole("heading", { name: all[2] }).waitFor();
    await press(page, "Escape");
    await detail(page).waitFor({ state: "detached" });
  }],
  "/": ["Backlog", async (page) => {
    await press(page, "/");
    await until(() => page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Search the backlog");
    await page.keyboard.type("cluster");
    await until(() => titles(page), ["Move to the new cluster"]);
    assert.equal(await messages(page).getByText(/^Cycle 2:/).count(), 0, "letters in a field are no keys");
  }],
  "1 / 2 / 3": ["Decide", async (page) => {
    await press(page, "2");
    await dialog(page, "Adjust, then let it proceed").waitFor();
    await press(page, "Escape");
    await dialog(page, "Adjust, then let it proceed").waitFor({ state: "hidden" });
    await press(page, "3");
    await dialog(page, "Override").waitFor();
    await press(page, "Escape");
    await dialog(page, "Override").waitFor({ state: "hidden" });
    await press(page, "1");
    await until(() => heading(page).textContent(), "4 decisions for you");
  }],
  "?": ["Brief", async (page) => {
    await press(page, "?");
    await dialog(page, "Keys").waitFor();
    await press(page, "r");
    assert.equal(await messages(page).getByText(/^Cycle 2:/).count(), 0, "keys rest while a dialog is open");
    await dialog(page, "Keys").getByRole("button", { name: "Close" }).click();
    await dialog(page, "Keys").waitFor({ state: "hidden" });
  }],
};

scene("every key of the list is tried here", async ({ page }) => {
  await page.keyboard.press("?");
  const listed = await dialog(page, "Keys").getByRole("term").allTextContents();
  assert.deepEqual(listed.map((key) => key.trim()).sort(), Object.keys(KEYS).sort());
});

for (const [key, [screen, act]] of Object.entries(KEYS)) {
  scene(`the key ${key} does what the list says`, async ({ page }) => {
    await importItems(page, [...ESCALATING, item("PLAIN")]);
    await runCycle(page);
    await go(page, screen);
    await heading(page).focus();
    await act(page);
  });
}

scene("the palette finds items, screens and acts, by keyboard alone", async ({ page }) => {
  await importItems(page, many(50));
  const palette = dialog(page, "Find or do anything");
  const choose = async (words, downs = 0) => {
    await press(page, "Control+k");
    await palette.waitFor();
    await page.keyboard.type(words);
    await until(() => palette.getByRole("option").count(), (count) => count > downs);
    for (let left = downs; left > 0; left -= 1) await press(page, "ArrowDown");
    assert.equal(await palette.getByRole("option", { selected: true }).count(), 1);
    await press(page, "Enter");
    await palette.waitFor({ state: "hidden" });
  };
  await choose("part 37");
  await detail(page).getByRole("heading", { name: many(38)[37].description }).waitFor();
  await choose("go to", 3);
  await at(page, "Sources");
  await choose("run c");
  await says(page, /^Cycle 1:/);
  await press(page, "Control+k");
  await page.keyboard.type("no such thing");
  await palette.getByText("Nothing is called that.").waitFor();
  await press(page, "Escape");
  await palette.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Find or do anything" }).click();
  await palette.getByRole("combobox").fill("settings");
  await palette.getByRole("option", { name: "Go to Settings" }).click();
  await at(page, "Settings");
});

scene("a new screen takes the focus to its heading, and the address goes back", async ({ page }) => {
  for (const screen of [...SCREENS.slice(1), SCREENS[0]]) {
    await go(page, screen);
    await until(() => focused(page), await heading(page).textContent());
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1", screen);
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
  await press(page, "Enter");
  await dialog(page, "Override").waitFor();
  await press(page, "Escape");
  await dialog(page, "Override").waitFor({ state: "hidden" });
  await until(() => button.evaluate((node) => node === document.activeElement), true);
});

scene("the list can be walked to its end by keyboard", async ({ page }) => {
  await importItems(page, many(60));
  await go(page, "Backlog");
  await heading(page).focus();
  for (let step = 0; step < 70; step += 1) await page.keyboard.press("j");
  const last = rows(page).last();
  await until(() => last.getAttribute("aria-rowindex"), "61");
  await until(async () => (await last.getAttribute("class")).includes("cursor"), true);
  const [row, frame] = [await last.boundingBox(), await work(page).boundingBox()];
  assert.ok(row.y + row.height <= frame.y + frame.height + 1 && row.y >= frame.y, "the chosen row is in view");
});
