// The first visit: what each screen says while there is nothing, and the sample that shows them at work.
import assert from "node:assert/strict";
import { item } from "./support/items.mjs";
import { button, go, heading, importItems, loadSample, main, paste, says, source, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const EMPTY = [
  ["Brief", "Nothing has been harvested yet.", (page) => button(page, "Load the sample backlog")],
  ["Decide", "Nothing needs you.", (page) => button(page, "Load the sample backlog")],
  ["Backlog", "Backlog", (page) => main(page).getByRole("link", { name: "Name a repository" })],
  ["Sources", "Sources", (page) => button(page, "Load the sample backlog")],
  ["Settings", "Settings", (page) => main(page).getByRole("heading", { name: "Priority weights" })],
];

scene("every screen with nothing in it says what to do next", async ({ page }) => {
  for (const [screen, title, next] of EMPTY) {
    await go(page, screen);
    await until(() => heading(page).textContent(), title);
    await next(page).waitFor();
    await button(page, "Run cycle").and(page.locator(":disabled")).waitFor();
  }
});

scene("the sample backlog loads and is marked as one", async ({ page }) => {
  await loadSample(page);
  await until(() => heading(page).textContent(), /^\d+ decisions need you; \d+ items are handed out/);
  await page.getByRole("banner").getByText("Sample backlog").waitFor();
  await go(page, "Sources");
  await source(page, "Sample backlog").getByText("Sample, not real").waitFor();
  assert.equal(await button(page, "Load the sample backlog").count(), 0);
});

scene("the sample leaves when real work comes, and an undo does not mix the two", async ({ page }) => {
  await loadSample(page);
  await paste(page, JSON.stringify([item("REAL-1", { description: "Real work" })]));
  await says(page, "The sample backlog was taken away: real work is here.");
  await source(page, "Sample backlog").waitFor({ state: "detached" });
  await go(page, "Backlog");
  await until(() => titles(page), ["Real work"]);
  await heading(page).click();
  await page.keyboard.press("z");
  await says(page, /^(Undone|There is nothing to undo)/);
  assert.deepEqual(await titles(page), ["Real work"], "the sample never stands beside real work");
});

scene("no sample is offered once a source is read, even one that holds no open work", async ({ page }) => {
  await importItems(page, [item("DONE", { status: "completed", closed_date: "2026-01-06T09:00:00Z" })]);
  for (const screen of ["Brief", "Backlog", "Sources"]) {
    await go(page, screen);
    assert.equal(await button(page, "Load the sample backlog").count(), 0, screen);
  }
});

scene("each door of a first visit leads to its field", async ({ page }) => {
  for (const [door, field] of [
    ["Name a repository", "Repository"],
    ["Paste or drop", "Text to harvest"],
  ]) {
    await go(page, "Brief");
    await main(page).getByRole("link", { name: door }).click();
    const focused = () => page.getByRole("textbox", { name: field }).evaluate((field) => field === document.activeElement);
    await until(focused, true);
  }
});
