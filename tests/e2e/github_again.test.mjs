// Harvesting again: only what is new is read, nothing comes twice, and what was closed is completed.
import assert from "node:assert/strict";
import { tokens } from "../github/tokens.mjs";
import { plain } from "./support/issues.mjs";
import { complete, go, harvest, progress, rows, runCycle, shownStatus, shows, source, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";
const repositories = { [NAME]: plain(NAME, 120) };

async function again(page) {
  await go(page, "Sources");
  await source(page, NAME).getByRole("button", { name: "Harvest again" }).click();
  await progress(page).waitFor({ state: "detached" });
}

scene("a second harvest reads what has changed, and only that", { repositories }, async ({ page, github }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  const repository = github.repository(NAME);
  repository.close(7);
  repository.edit(8, { title: "Renamed meanwhile" });
  repository.add({ title: "New meanwhile" });
  repository.add({ title: "A change", pull_request: true });
  github.clearJournal();
  await again(page);
  await source(page, NAME).getByText("4 records read: 1 new, 1 changed, 1 completed").waitFor();
  await source(page, NAME).getByText("120 open, 1 finished").waitFor();
  const lists = github.journal.filter(({ path }) => path.includes("/issues?"));
  assert.equal(lists.length, 1);
  assert.match(lists[0].path, /[?&]since=/);

  await go(page, "Backlog");
  await shows(page, 120, 121);
  for (const title of ["Renamed meanwhile", "New meanwhile"]) {
    await page.getByRole("searchbox").fill(title);
    await until(() => titles(page), [title]);
  }
  await page.getByRole("searchbox").fill("");
  await shownStatus(page, "Completed");
  await until(() => titles(page), ["Issue 7"]);
});

scene("a harvest of what is known changes nothing", { repositories }, async ({ page }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  await again(page);
  await source(page, NAME).getByText(/: 0 records read: no work in it$/).waitFor();
  await source(page, NAME).getByText("120 open, 0 finished").waitFor();
  await go(page, "Backlog");
  await shows(page, 120);
});

const OTHER = "acme/engine";

scene(
  "what GitHub has no more is over once everything is read again",
  {
    repositories: { [NAME]: plain(NAME, 120), [OTHER]: plain(OTHER, 3) },
    expects: [/^error: Failed to load resource: .*410/],
  },
  async ({ page, github }) => {
    await harvest(page, NAME);
    await complete(page, NAME);
    const repository = github.repository(NAME);
    repository.delete(7);
    repository.transfer(8, github.repository(OTHER));
    github.clearJournal();
    await source(page, NAME).getByRole("button", { name: "Read everything again" }).click();
    await source(page, NAME).getByText("119 open, 1 finished").waitFor();
    await complete(page, NAME);
    const singly = github.journal.map(({ path }) => path).filter((path) => /issues\/\d+$/.test(path));
    assert.deepEqual(singly.sort(), [`/repos/${OTHER}/issues/4`, `/repos/${NAME}/issues/7`, `/repos/${NAME}/issues/8`]);

    await go(page, "Backlog");
    await shownStatus(page, "Completed");
    await rows(page).getByRole("link", { name: "Issue 7", exact: true }).click();
    await page.getByText("no longer on GitHub").waitFor();
    await shownStatus(page, "All open");
    await page.getByRole("searchbox").fill("#8");
    await rows(page).getByRole("link", { name: "Issue 8", exact: true }).click();
    const link = page.getByRole("complementary", { name: "Item" }).getByRole("link", { name: "Open on GitHub" });
    await until(() => link.getAttribute("href"), `https://github.com/${OTHER}/issues/4`);
  },
);

scene(
  "issues that are only switched off are not over",
  { repositories: { [NAME]: plain(NAME, 3) }, expects: [/^error: Failed to load resource: .*410/] },
  async ({ page, github }) => {
    await harvest(page, NAME);
    await complete(page, NAME);
    github.repository(NAME).has_issues = false;
    await source(page, NAME).getByRole("button", { name: "Read everything again" }).click();
    await source(page, NAME).getByText("0 records read: no work in it").waitFor();
    await progress(page).waitFor({ state: "detached" });
    await source(page, NAME).getByText("3 open, 0 finished").waitFor();
  },
);

const asked = (github) => github.journal.filter(({ method }) => method === "GET");
const tags = (github) => asked(github).map(({ headers }) => headers["if-none-match"]);

scene("nothing new is asked for by its tag, and each who asks has tags of their own", { repositories }, async ({ page, github }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  // Once to see that nothing is new, and then by the tags of that.
  await again(page);
  const unchanged = async () => {
    github.clearJournal();
    await again(page);
    await source(page, NAME).getByText(/: 0 records read: no work in it$/).waitFor();
    await source(page, NAME).getByText("120 open, 0 finished").waitFor();
    await complete(page, NAME);
    assert.deepEqual(
      asked(github).map(({ status }) => status),
      [304, 304],
    );
    return tags(github);
  };
  const anonymous = await unchanged();

  github.clearJournal();
  await harvest(page, NAME, tokens.valid);
  await until(() => asked(github).length, 2);
  await progress(page).waitFor({ state: "detached" });
  assert.deepEqual(tags(github), [undefined, undefined]);
  const { remaining } = github.budget(tokens.valid);
  const own = await unchanged();
  assert.ok(own.every((tag) => tag && !anonymous.includes(tag)));
  assert.equal(github.budget(tokens.valid).remaining, remaining, "what has not changed costs nothing");

  github.repository(NAME).add({ title: "New meanwhile" });
  await again(page);
  await source(page, NAME).getByText("121 open, 0 finished").waitFor();
  await go(page, "Backlog");
  await shows(page, 121);
});

let time;
scene(
  "a repository is harvested by itself when its time has come",
  { repositories: { [NAME]: plain(NAME, 2) }, clock: "2026-11-02T08:00:00Z", now: () => time },
  async ({ page, github }) => {
    time = "2026-11-02T08:00:00Z";
    await harvest(page, NAME);
    await complete(page, NAME);
    time = "2026-11-02T08:30:00Z";
    github.repository(NAME).add({ title: "New meanwhile" });
    await go(page, "Backlog");
    time = "2026-11-02T09:01:00Z";
    await page.clock.fastForward("01:01:00");
    await shows(page, 3);
    await rows(page).filter({ hasText: "New meanwhile" }).waitFor();
  },
);

scene("an issue that is opened again is open again", { repositories: { [NAME]: plain(NAME, 2) } }, async ({ page, github }) => {
  github.repository(NAME).close(1);
  await harvest(page, NAME);
  await complete(page, NAME);
  await source(page, NAME).getByText("1 open, 1 finished").waitFor();
  github.repository(NAME).reopen(1);
  await again(page);
  await source(page, NAME).getByText("2 open, 0 finished").waitFor();
  await go(page, "Backlog");
  await until(() => titles(page).then((all) => all.sort()), ["Issue 1", "Issue 2"]);
});

scene(
  "a harvest does not take back what is under way or decided",
  { repositories: { [NAME]: plain(NAME, 2) } },
  async ({ page, github }) => {
    await harvest(page, NAME);
    await complete(page, NAME);
    await runCycle(page);
    github.repository(NAME).edit(1, { title: "Issue 1, in other words" });
    await again(page);
    await go(page, "Backlog");
    await rows(page).filter({ hasText: "Issue 1, in other words" }).getByText("In progress").waitFor();
  },
);
