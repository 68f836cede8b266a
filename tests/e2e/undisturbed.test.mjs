// What a person is in the middle of stays as it is while the page stores, reads or hears from another tab.
import assert from "node:assert/strict";
import { plain } from "./support/issues.mjs";
import { ESCALATING, item, many } from "./support/items.mjs";
import {
  button,
  complete,
  go,
  harvest,
  heading,
  importItems,
  main,
  progress,
  row,
  runCycle,
  shows,
  titles,
  work,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { stored } from "./support/stored.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";

scene(
  "what is typed while a repository is read stays",
  { repositories: { [NAME]: plain(NAME, 250) } },
  async ({ page, github }) => {
    github.at(2, "slow");
    await harvest(page, NAME);
    await github.held();
    await until(() => progress(page).textContent(), /100 records/);
    const box = page.getByRole("textbox", { name: "Text to harvest" });
    const name = page.getByRole("textbox", { name: "Repository" });
    await name.fill("acme/next");
    await box.fill("half a sentence");
    github.release();
    await complete(page, NAME);
    assert.deepEqual([await box.inputValue(), await name.inputValue()], ["half a sentence", "acme/next"]);
    assert.equal(await box.evaluate((field) => field === document.activeElement), true, "the focus stays in the field");
  },
);

scene("the backlog keeps its order, its search and its place while a cycle runs", async ({ page }) => {
  await importItems(page, many(400));
  await go(page, "Backlog");
  await page.getByRole("searchbox").fill("part");
  await page.getByRole("columnheader", { name: "Created" }).getByRole("button").click();
  await until(async () => (await titles(page))[0], many(1)[0].description);
  await work(page).evaluate((frame) => frame.scrollTo(0, 200 * 44));
  await row(page, "W-200").waitFor();
  await heading(page).click();
  await page.keyboard.press("r");
  await row(page, "W-200")
    .getByText(/In progress|Blocked/)
    .waitFor();
  await shows(page, 400);
  assert.equal(await page.getByRole("searchbox").inputValue(), "part");
  assert.equal((await page.getByRole("columnheader", { name: "Created" }).getAttribute("aria-sort")) !== null, true);
  assert.equal(await work(page).evaluate((frame) => frame.scrollTop), 200 * 44);
});

scene("a dialog stays open while the answer before it is stored", async ({ page }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  await go(page, "Decide");
  const release = await holdStorage(page);
  await page.keyboard.press("1");
  await until(() => heading(page).textContent(), "4 decisions for you");
  await page.keyboard.press("3");
  const why = page.getByRole("dialog", { name: "Override" }).getByLabel("Why");
  await why.fill("half a sentence");
  await release();
  await until(async () => (await stored(page)).journal.length, 3);
  assert.equal(await why.inputValue(), "half a sentence");
});

scene("a form stays as it is while time passes", { clock: "2026-11-22T12:00:00Z" }, async ({ page }) => {
  await importItems(page, ESCALATING.slice(0, 1));
  await runCycle(page);
  await go(page, "Decide");
  for (const [name, key, label] of [
    ["Adjust, then let it proceed", "2", "Effort, days"],
    ["Override", "3", "Why"],
  ]) {
    await page.keyboard.press(key);
    const field = page.getByRole("dialog", { name }).getByLabel(label);
    await field.fill("7");
    await page.clock.runFor("02:00");
    assert.equal(await field.inputValue(), "7", name);
    await page.keyboard.press("Escape");
  }
});

scene("a form stays as it is while another tab changes the backlog", async ({ page, another }) => {
  await importItems(page, [ESCALATING[0], item("PLAIN")]);
  await runCycle(page);
  await go(page, "Decide");
  await button(page, "Adjust").click();
  const form = page.getByRole("dialog", { name: "Adjust, then let it proceed" });
  await form.getByLabel("Effort, days").fill("7");
  const other = await another("#/backlog/PLAIN");
  await button(other, "Mark done").click();
  await other.getByRole("complementary").getByText("Completed", { exact: true }).waitFor();
  await button(page, "Cancel").waitFor();
  assert.equal(await form.getByLabel("Effort, days").inputValue(), "7");
});

scene("an answer is for the case that was seen, whatever another tab decides meanwhile", async ({ page, another }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  await go(page, "Decide");
  await page.keyboard.press("3");
  const form = page.getByRole("dialog", { name: "Override" });
  await form.getByLabel("Why").fill("Not worth it");
  const other = await another("#/decide/UNSURE");
  await button(other, "Override").click();
  const first = other.getByRole("dialog", { name: "Override" });
  await first.getByLabel("Why").fill("We have it already");
  await first.getByRole("button", { name: "Override" }).click();
  await until(() => heading(page).textContent(), "4 decisions for you");
  await form.getByRole("button", { name: "Override" }).click();
  await form.getByRole("alert").getByText("“UNSURE” is completed").waitFor();
  await form.getByRole("button", { name: "Cancel" }).click();
  await until(() => heading(page).textContent(), "4 decisions for you");
});

scene("the focus stays where it is while time passes", { clock: "2026-11-22T12:00:00Z" }, async ({ page }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  for (const [screen, find] of [
    ["Brief", () => main(page).getByRole("link", { name: "Confidence 0.30" })],
    ["Decide", () => button(page, "Approve")],
    ["Backlog", () => page.getByRole("link", { name: "Publish the access log" })],
  ]) {
    await go(page, screen);
    await until(() => heading(page).evaluate((node) => node === document.activeElement), true);
    await find().focus();
    await page.clock.runFor("00:31");
    assert.equal(await find().evaluate((node) => node === document.activeElement), true, screen);
  }
});

/** Makes every write of the page wait; gives the function that lets them go on. */
async function holdStorage(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const open = indexedDB.open("autonomous-orchestrator");
        open.onsuccess = () => {
          const stores = [...open.result.objectStoreNames];
          const journal = open.result.transaction(stores, "readwrite").objectStore("journal");
          const keepAlive = () => {
            if (!window.storageMayGoOn) journal.count().onsuccess = keepAlive;
            else open.result.close();
          };
          keepAlive();
          resolve();
        };
      }),
  );
  return () => page.evaluate(() => (window.storageMayGoOn = true));
}
