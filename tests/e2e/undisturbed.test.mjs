// What a person is in the middle of stays as it is while the page stores, reads or hears from another tab.
import assert from "node:assert/strict";
import { plain } from "./support/issues.mjs";
import { ESCALATING, item, many } from "./support/items.mjs";
import { button, complete, go, harvest, heading, importItems, progress, row, runCycle, shows, titles, work } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";

scene("what is typed while a repository is read stays", { repositories: { [NAME]: plain(NAME, 250) } }, async ({ page, github }) => {
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
});

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
  await row(page, "W-200").getByText(/In progress|Blocked/).waitFor();
  await shows(page, 400);
  assert.equal(await page.getByRole("searchbox").inputValue(), "part");
  assert.equal(await page.getByRole("columnheader", { name: "Created" }).getAttribute("aria-sort") !== null, true);
  assert.equal(await work(page).evaluate((frame) => frame.scrollTop), 200 * 44);
});

scene("a dialog stays open while an answer before it is stored", async ({ page }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  await go(page, "Decide");
  for (let left = ESCALATING.length - 1; left > 1; left -= 1) {
    await page.keyboard.press("1");
    await until(() => heading(page).textContent(), `${left} decisions for you`);
    await page.keyboard.press("3");
    const form = page.getByRole("dialog", { name: "Override" });
    await form.getByLabel("Why").fill("half a sentence");
    await stored(page);
    assert.equal(await form.getByLabel("Why").inputValue(), "half a sentence");
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
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
  await page.getByRole("heading", { level: 1 }).waitFor();
  await until(() => page.evaluate(() => document.querySelectorAll("dialog[open]").length), 1);
  assert.equal(await form.getByLabel("Effort, days").inputValue(), "7");
});

/** Everything that was sent is stored: the journal has grown, and the page has had its turn since. */
async function stored(page) {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const open = indexedDB.open("autonomous-orchestrator");
        open.onsuccess = () => {
          // Queued behind every write under way.
          const count = open.result.transaction("journal", "readwrite").objectStore("journal").count();
          count.onsuccess = () => setTimeout(() => requestAnimationFrame(() => resolve(open.result.close())));
        };
      }),
  );
}
