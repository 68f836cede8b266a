// What is kept in the browser: it survives reloads, kills and spoilt records, and is never written over.
import assert from "node:assert/strict";
import { plain } from "./support/issues.mjs";
import { ESCALATING, item } from "./support/items.mjs";
import {
  at,
  button,
  complete,
  dismiss,
  download,
  found,
  go,
  harvest,
  heading,
  importItems,
  main,
  messages,
  progress,
  runCycle,
  shows,
  source,
  titles,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { spoil, stored } from "./support/stored.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";
const repositories = { [NAME]: plain(NAME, 250) };
const journal = async (page) => (await stored(page)).journal.map(([, text]) => JSON.parse(text));
const commands = async (page) => (await journal(page)).map(({ command }) => command);

scene("a reload brings everything back, screen and item too", async ({ page }) => {
  await importItems(page, [...ESCALATING, item("PLAIN")]);
  await runCycle(page);
  await go(page, "Decide");
  await button(page, "Approve").click();
  await until(() => heading(page).textContent(), "4 decisions for you");
  await go(page, "Backlog");
  await page.getByRole("link", { name: "Do PLAIN" }).click();
  const panel = page.getByRole("complementary", { name: "Item" });
  await panel.getByText("In progress", { exact: true }).waitFor();
  await until(() => commands(page), ["Harvest items.json", "Run cycle", "Approve UNSURE"]);
  await page.reload();
  await at(page, "Backlog");
  await panel.getByRole("heading", { name: "Do PLAIN" }).waitFor();
  await panel.getByText("In progress", { exact: true }).waitFor();
  await go(page, "Decide");
  await until(() => heading(page).textContent(), "4 decisions for you");
});

/** How a page ends in the middle of a harvest. */
const ENDS = {
  closed: async (page) => page.close(),
  killed: async (page) => {
    const crashed = page.waitForEvent("crash");
    await page.goto("chrome://crash").catch(() => {});
    await crashed;
  },
};
for (const [how, end] of Object.entries(ENDS)) {
  scene(
    `a page that is ${how} in the middle of a harvest loses nothing that was read, and goes on by itself`,
    { repositories },
    async ({ page, github, another }) => {
      github.at(3, "slow");
      await harvest(page, NAME);
      await github.held();
      await until(() => progress(page).textContent(), /200 records/);
      await until(() => commands(page).then((all) => all.length), 2);
      await end(page);
      github.release();
      await github.idle();
      github.clearJournal();
      github.at(3, "slow");
      const reopened = await another("#/backlog");
      await github.held();
      await shows(reopened, 200);
      await go(reopened, "Sources");
      await source(reopened, NAME).getByText("In part").waitFor();
      github.release();
      await complete(reopened, NAME);
      assert.ok(
        github.journal.filter(({ path }) => path.includes("/issues?")).every(({ path }) => /page=3|state=closed/.test(path)),
      );
      await go(reopened, "Backlog");
      await shows(reopened, 250);
    },
  );
}

scene("a tab that is killed at any moment leaves whole commands", async ({ page, another }) => {
  await importItems(page, [...ESCALATING]);
  await until(() => commands(page).then((all) => all.length), 1);
  let last = page;
  for (const presses of [1, 2, 3]) {
    for (let left = presses; left > 0; left -= 1) await last.keyboard.press("r");
    await ENDS.killed(last);
    last = await another("#/brief");
    await until(() => heading(last).textContent(), /decisions? needs? you|Nothing needs you|not judged yet/);
    const entries = await journal(last);
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      entries.map((_, at) => at + 1),
    );
  }
});

scene("a record that cannot be read is set aside with what rests on it, and told of", async ({ page }) => {
  await importItems(page, [item("FIRST")], "first.json");
  await importItems(page, [item("SECOND")], "second.json");
  await importItems(page, [item("THIRD")], "third.json");
  await until(() => commands(page).then((all) => all.length), 3);
  await spoil(page, "journal", 2, '{"seq":2,"at":"bro');
  await page.goto(page.url().replace(/#.*/, "#/backlog"));
  await page.reload();
  await messages(page)
    .getByText(/^Journal entry 2 could not be read .* 2 in all, were set aside; everything before it is here/)
    .waitFor();
  await until(() => titles(page), ["Do FIRST"]);
  const { journal, set_aside } = await stored(page);
  assert.equal(journal.length, 1);
  assert.deepEqual(
    set_aside.map(([, { text }]) => text.slice(0, 12)),
    ['{"seq":2,"at', '{"seq":3,"at'],
  );

  await dismiss(page);
  await importItems(page, [item("NEXT")], "next.json");
  await go(page, "Settings");
  const { text } = await download(page, "Download what was set aside");
  assert.ok(text.includes("THIRD"));
  await page.reload();
  await go(page, "Backlog");
  await until(() => titles(page).then((all) => all.sort()), ["Do FIRST", "Do NEXT"]);
  assert.equal(
    await messages(page)
      .getByText(/could not be read/)
      .count(),
    0,
  );
});

scene("a record that is missing is told of, and what comes after it is set aside", async ({ page }) => {
  for (const id of ["FIRST", "SECOND", "THIRD"]) await importItems(page, [item(id)], `${id}.json`);
  await until(() => commands(page).then((all) => all.length), 3);
  await spoil(page, "journal", 2, null);
  await page.reload();
  await messages(page)
    .getByText(/^Journal entry 2 could not be read .* set aside/)
    .waitFor();
  await go(page, "Backlog");
  await until(() => titles(page), ["Do FIRST"]);
  assert.equal((await stored(page)).set_aside.length, 1);
});

scene("a checkpoint that is spoilt is read again from the journal", async ({ page }) => {
  await importItems(page, ESCALATING);
  for (let cycle = 1; cycle <= 26; cycle += 1) {
    await page.keyboard.press("r");
    await messages(page).getByText(`Cycle ${cycle}:`).waitFor();
    if (cycle % 4 === 0) await dismiss(page);
  }
  await until(async () => (await stored(page)).checkpoint.some(([key]) => key === "head"), true);
  await page.reload();
  await go(page, "Decide");
  await until(() => heading(page).textContent(), "5 decisions for you");
  for (const [key] of (await stored(page)).checkpoint) await spoil(page, "checkpoint", key, "{spoilt");
  await page.reload();
  await messages(page)
    .getByText(/checkpoint could not be used .* read again from the journal/)
    .waitFor();
  await until(() => heading(page).textContent(), "5 decisions for you");
  assert.equal((await stored(page)).set_aside.length, 0);
});

scene("data of a newer version is neither read nor written over", async ({ page }) => {
  await importItems(page, [item("FIRST")]);
  await until(() => commands(page).then((all) => all.length), 1);
  await spoil(page, "meta", "version", 99);
  const before = await stored(page);
  await page.reload();
  const sentence =
    /This browser holds data of a newer version \(99\); this page reads up to \d+\. Reload to get the newest page\. Nothing was changed, and nothing will be stored\./;
  await messages(page).getByText(sentence).waitFor();
  await page.getByRole("banner").getByText("Not stored").waitFor();
  await go(page, "Settings");
  await main(page).getByText(sentence).waitFor();
  await importItems(page, [item("OTHER")], "other.json");
  await go(page, "Backlog");
  await until(() => found(page).textContent(), "1 item");
  assert.deepEqual(await stored(page), before);
});

scene("a browser that stores nothing is told of, and the page works", async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  });
  await page.reload();
  await messages(page)
    .getByText(/does not let the page store anything/)
    .waitFor();
  await importItems(page, [item("FIRST")]);
  await go(page, "Backlog");
  await until(() => titles(page), ["Do FIRST"]);
});
