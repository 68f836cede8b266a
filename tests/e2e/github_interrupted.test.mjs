// A harvest that is interrupted: stopped, erased under its hands, overtaken by changes.
import assert from "node:assert/strict";
import { plain } from "./support/issues.mjs";
import { button, complete, go, harvest, progress, says, shows, source, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";
const COUNT = 250;
const repositories = { [NAME]: plain(NAME, COUNT) };
const lists = (github) => github.journal.map((entry) => entry.path).filter((path) => path.includes("/issues?"));
const whole = (page) => source(page, NAME).getByText(`${COUNT} open, 0 finished`).waitFor();

/** Begins to read and holds the second page back. */
async function begin(page, github) {
  github.at(2, "slow");
  await harvest(page, NAME);
  await github.held();
  await until(() => progress(page).textContent(), /100 records/);
}

scene("a harvest that is stopped keeps what was read and goes on from there", { repositories }, async ({ page, github }) => {
  await begin(page, github);
  await progress(page).getByRole("button", { name: "Cancel" }).click();
  await says(page, `Stopped. 100 records of ${NAME} are kept.`);
  await source(page, NAME).getByText("Stopped: you stopped it").waitFor();
  github.release();
  await go(page, "Backlog");
  await shows(page, 100);

  const [first] = lists(github);
  github.clearJournal();
  await go(page, "Sources");
  await source(page, NAME).getByRole("button", { name: "Continue" }).click();
  await complete(page, NAME);
  assert.ok(!lists(github).includes(first), "the first page is not read again");
  await whole(page);
});

let later;
scene(
  "what has changed while a harvest was interrupted comes with the next one",
  { repositories, clock: "2026-11-02T08:00:00Z", now: () => later },
  async ({ page, github }) => {
    later = "2026-11-02T08:00:00Z";
    await begin(page, github);
    await progress(page).getByRole("button", { name: "Cancel" }).click();
    await source(page, NAME).getByText("In part").waitFor();
    github.release();

    later = "2026-11-02T09:00:00Z";
    github.repository(NAME).edit(COUNT, { title: "Changed in between" });
    github.repository(NAME).add({ title: "Opened in between" });

    later = "2026-11-02T10:00:00Z";
    await page.clock.fastForward("02:00:00");
    await source(page, NAME).getByRole("button", { name: "Continue" }).click();
    await complete(page, NAME);
    await source(page, NAME).getByRole("button", { name: "Harvest again" }).click();
    await until(() => lists(github).some((path) => path.includes("since=")), true);
    await progress(page).waitFor({ state: "detached" });
    await go(page, "Backlog");
    await page.getByRole("searchbox").fill("in between");
    await until(() => titles(page).then((all) => all.sort()), ["Changed in between", "Opened in between"]);
  },
);

scene("what is erased while a repository is read stays erased", { repositories }, async ({ page, github }) => {
  await begin(page, github);
  await go(page, "Settings");
  await button(page, "Erase all data…").click();
  await page.getByRole("dialog").getByRole("button", { name: "Erase all data" }).click();
  await says(page, "Everything is erased.");
  github.release();
  await github.idle();
  await progress(page).waitFor({ state: "detached" });
  await go(page, "Sources");
  assert.equal(await button(page, /^Remove /).count(), 0);
  await page.reload();
  await button(page, "Load the sample backlog").first().waitFor();
});

scene("a source that is removed while it is read stays away", { repositories }, async ({ page, github }) => {
  await begin(page, github);
  await button(page, `Remove ${NAME}`).click();
  await says(page, `${NAME} is removed, with the items that only it has.`);
  github.release();
  await github.idle();
  await progress(page).waitFor({ state: "detached" });
  assert.equal(await button(page, /^Remove /).count(), 0);
  await says(page, `Stopped. Nothing of ${NAME} is kept.`);
  await go(page, "Backlog");
  await button(page, "Load the sample backlog").waitFor();
});
