// Reading a repository: whole, counted exactly, shown while it runs.
import assert from "node:assert/strict";
import { backlog } from "../github/backlog.mjs";
import { issue } from "../github/issue.mjs";
import { plain } from "./support/issues.mjs";
import { alerts, button, complete, go, harvest, main, progress, says, shownStatus, shows, source, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";
const rocket = backlog(NAME, 260);
const repositories = { [NAME]: rocket };
const isPull = (row) => Boolean(row.pull_request?.url);
const count = (fits) => rocket.issues.filter(fits).length;
const open = count((row) => !isPull(row) && row.state === "open");
const closed = count((row) => !isPull(row) && row.state === "closed");
const pulls = count(isPull);
const merged = count((row) => row.pull_request?.merged_at);

const lists = (github) => github.journal.map((entry) => entry.path).filter((path) => path.includes("/issues?"));

scene("every issue is read and counted, and pull requests are told apart", { repositories }, async ({ page, github }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  const row = source(page, NAME);
  await row.getByText(`${open} open, ${closed} finished, ${merged} merged pull requests as history`).waitFor();
  await row.getByText(`260 records read: ${open} new`).waitFor();
  await row.getByText(`${pulls} passed over`).click();
  await row.getByText(`pull requests: ${pulls} (they are changes, not work items; merged ones count as history)`).waitFor();
  await go(page, "Backlog");
  await shows(page, open, open + closed);
  for (const path of lists(github).filter((path) => path.includes("page=2")))
    assert.match(path, /[?&]after=/, "a page is asked for as GitHub names it");
  assert.ok(github.journal.every(({ method, status }) => method === "GET" && status === 200));
});

scene(
  "while it reads, the page says how far it is and what is left of the budget",
  { repositories },
  async ({ page, github }) => {
    github.at(2, "slow");
    await harvest(page, NAME);
    await github.held();
    await until(() => progress(page).textContent(), /Reading acme\/rocket 100 records so far, 58 of 60 requests left this hour/);
    await progress(page).getByRole("progressbar", { name: "Progress" }).waitFor();
    await main(page).getByText("In part").waitFor();
    github.release();
    await complete(page, NAME);
    await progress(page).waitFor({ state: "detached" });
  },
);

const TINY = "acme/tiny";
const SPELLINGS = [
  " acme/tiny ",
  "https://github.com/acme/tiny",
  "https://github.com/acme/tiny/issues?q=is%3Aopen",
  "github.com/acme/tiny/pull/3#discussion",
  "git@github.com:acme/tiny.git",
  "ACME/Tiny",
];
scene(
  "a repository is known by its name in every spelling, and by its address",
  { repositories: { [TINY]: plain(TINY, 3) } },
  async ({ page, github }) => {
    for (const [at, spelling] of SPELLINGS.entries()) {
      github.clearJournal();
      await harvest(page, spelling);
      await until(() => github.journal.length >= 2, true);
      await progress(page).waitFor({ state: "detached" });
      assert.match(github.journal[0].path, /^\/repos\/acme\/tiny$/i, spelling);
      await source(page, TINY).waitFor();
      assert.equal(
        await main(page)
          .getByRole("button", { name: /^Remove / })
          .count(),
        1,
        spelling,
      );
      if (at === 0) await complete(page, TINY);
    }
    await go(page, "Backlog");
    await shows(page, 3);
  },
);

const NO_NAMES = ["", "rocket", "a b/c", "acme/rocket/extra", "https://example.com/acme/rocket", "../..", "acme/<script>"];
scene(
  "what is no repository's name is answered with a sentence, and nothing is asked",
  { repositories },
  async ({ page, github }) => {
    for (const text of NO_NAMES) {
      await harvest(page, text);
      const sentence = text
        ? `“${text}” is not a repository. Write owner/name, or paste its address from GitHub.`
        : "Name a repository as owner/name";
      await alerts(page).getByText(sentence).waitFor();
    }
    assert.deepEqual(github.journal, []);
  },
);

scene("an issue list that moves while it is read is told of once each", { repositories }, async ({ page, github }) => {
  github.at(2, "duplicate-row");
  await harvest(page, NAME);
  await complete(page, NAME);
  await source(page, NAME).getByText(`${open} open, ${closed} finished, ${merged} merged pull requests as history`).waitFor();
  await go(page, "Backlog");
  await shows(page, open, open + closed);
  await shownStatus(page, "Completed");
  await shows(page, closed, open + closed);
});

scene("a repository that is renamed keeps its items as they are known", { repositories }, async ({ page, github }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  github.repository(NAME).rename("acme/saturn");
  github.clearJournal();
  await button(page, "Harvest again").click();
  await until(() => lists(github).length > 0, true);
  await progress(page).waitFor({ state: "detached" });
  await says(page, /records? read, complete\.$/);
  await go(page, "Backlog");
  await shows(page, open, open + closed);
});

scene("what changes in a renamed repository changes its items, however often it was asked", { repositories }, async ({ page, github }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  github.repository(NAME).rename("acme/saturn");
  const again = async () => {
    github.clearJournal();
    await button(page, "Harvest again").click();
    await until(() => lists(github).length > 0, true);
    await progress(page).waitFor({ state: "detached" });
  };
  const saturn = github.repository("acme/saturn");
  const [first, second] = rocket.issues.filter((row) => !isPull(row) && row.state === "open");
  const { updated_at } = saturn.edit(first.number, {});
  // Once to learn of the new name, and once more with what is known by then.
  await again();
  await again();
  // A change that the repository itself does not show.
  saturn.edit(second.number, { title: "In other words", updated_at });
  await again();
  await go(page, "Backlog");
  await shows(page, open, open + closed);
  await page.getByRole("searchbox", { name: "Search the backlog" }).fill("in other words");
  await until(() => titles(page), ["In other words"]);
});

const OFF = "acme/off";
scene(
  "a repository whose issues are switched off is told of, and its pull requests are history",
  {
    repositories: {
      [OFF]: {
        has_issues: false,
        issues: [
          issue(OFF, { number: 3, pull_request: true }),
          issue(OFF, { number: 2, pull_request: true, state: "closed", merged_at: "2026-02-01T00:00:00Z" }),
          issue(OFF, { number: 1 }),
        ],
      },
    },
  },
  async ({ page }) => {
    await harvest(page, OFF);
    await says(page, `${OFF} has its issues switched off on GitHub.`);
    await complete(page, OFF);
    await source(page, OFF).getByText("0 open, 0 finished, 1 merged pull request as history").waitFor();
    await source(page, OFF).getByText("2 passed over").click();
    await source(page, OFF)
      .getByText(/^pull requests: 2 /)
      .waitFor();
    await go(page, "Backlog");
    assert.equal(await page.getByRole("link", { name: "Issue 1" }).count(), 0);
  },
);
