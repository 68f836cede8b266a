// Two tabs are one desk: what is done in one shows in the other, and neither loses what the other did.
import assert from "node:assert/strict";
import { plain } from "./support/issues.mjs";
import { ESCALATING, item } from "./support/items.mjs";
import { at, button, complete, go, harvest, heading, importItems, messages, progress, runCycle, says, source, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { stored } from "./support/stored.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();
const commands = async (page) => (await stored(page)).journal.map(([, text]) => JSON.parse(text).command);

scene("a decision in one tab shows in the other", async ({ page, another }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  await go(page, "Decide");
  const other = await another("#/decide");
  await until(() => heading(other).textContent(), "5 decisions for you");
  await button(page, "Approve").click();
  await until(() => heading(other).textContent(), "4 decisions for you");
  await button(other, "Approve").click();
  await until(() => heading(page).textContent(), "3 decisions for you");
  await page.keyboard.press("z");
  await until(() => heading(other).textContent(), "4 decisions for you");
});

scene("an open tab does not stop another from deleting all that is stored", async ({ page, another }) => {
  await importItems(page, ESCALATING);
  const other = await another();
  await at(other, "Brief");
  const outcome = other.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.deleteDatabase("autonomous-orchestrator");
        request.onsuccess = () => resolve("deleted");
        request.onerror = () => resolve("failed");
      }),
  );
  assert.equal(await outcome, "deleted");
  await other.reload();
  await until(() => heading(other).textContent(), "Nothing has been harvested yet.");
});

scene("what both tabs do at the same time is all kept", async ({ page, another }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  const other = await another("#/decide");
  await until(() => heading(other).textContent(), "5 decisions for you");
  await go(page, "Settings");
  const urgency = page.getByRole("spinbutton", { name: "Urgency" });
  for (const [at, weight] of ["0.2", "0.3", "0.4"].entries()) {
    await urgency.fill(weight);
    await Promise.all([urgency.blur(), other.keyboard.press("1")]);
    await until(() => heading(other).textContent(), `${4 - at} decision${at === 3 ? "" : "s"} for you`);
  }
  await until(async () => (await commands(page)).length, 8);
  const all = await commands(page);
  assert.equal(all.filter((command) => command === "Set policy").length, 3);
  assert.equal(all.filter((command) => command.startsWith("Approve ")).length, 3);
  for (const tab of [page, other]) {
    await tab.reload();
    await go(tab, "Decide");
    await until(() => heading(tab).textContent(), "2 decisions for you");
    await go(tab, "Settings");
    assert.equal(await tab.getByRole("spinbutton", { name: "Urgency" }).inputValue(), "0.4");
  }
});

scene("the same decision in both tabs counts once, and the slower is told", async ({ page, another }) => {
  await importItems(page, ESCALATING.slice(0, 1));
  await runCycle(page);
  await go(page, "Decide");
  const other = await another("#/decide");
  await until(() => heading(other).textContent(), "1 decision for you");
  await Promise.all([page.keyboard.press("1"), other.keyboard.press("1")]);
  for (const tab of [page, other]) await until(() => heading(tab).textContent(), "Nothing needs you.");
  await until(async () => (await commands(page)).filter((command) => command.startsWith("Approve")).length, 1);
});

scene("what is erased in one tab is gone in the other", async ({ page, another }) => {
  await importItems(page, [item("ONE")]);
  const other = await another("#/backlog");
  await until(() => titles(other), ["Do ONE"]);
  await go(page, "Settings");
  await button(page, "Erase all data…").click();
  await page.getByRole("dialog").getByRole("button", { name: "Erase all data" }).click();
  await says(page, "Everything is erased.");
  await button(other, "Load the sample backlog").waitFor();
  await importItems(other, [item("TWO")], "two.json");
  await go(page, "Backlog");
  await until(() => titles(page), ["Do TWO"]);
});

const [ONE, TWO] = ["acme/one", "acme/two"];
scene(
  "one tab harvests at a time, and the other says so",
  { repositories: { [ONE]: plain(ONE, 105), [TWO]: plain(TWO, 2) } },
  async ({ page, github, another }) => {
    github.at(2, "slow");
    const other = await another("#/sources");
    await harvest(page, ONE);
    await github.held();
    const before = github.journal.length;
    await harvest(other, TWO);
    await says(other, "Another tab is harvesting. Wait for it, or cancel it there.");
    assert.equal(await progress(other).count(), 0);
    assert.equal(await source(other, TWO).count(), 0);
    assert.equal(github.journal.length, before);
    // What the first has read so far stands in both.
    await source(other, ONE).getByText("100 open, 0 finished").waitFor();

    github.release();
    await complete(page, ONE);
    await complete(other, ONE);
    await harvest(other, TWO);
    await complete(other, TWO);
    await complete(page, TWO);
    assert.equal(await messages(page).getByText(/^Another tab/).count(), 0);
  },
);

scene(
  "a tab that is closed while it harvests leaves the turn to the other",
  { repositories: { [ONE]: plain(ONE, 105) } },
  async ({ page, github, another }) => {
    github.at(2, "slow");
    const other = await another("#/sources");
    await harvest(page, ONE);
    await github.held();
    await source(other, ONE).getByText("In part").waitFor();
    await page.close();
    github.release();
    await source(other, ONE).getByRole("button", { name: "Continue" }).click();
    await complete(other, ONE);
    await source(other, ONE).getByText("105 open, 0 finished").waitFor();
  },
);
