// Native dependencies and sub-issues: their lists are fetched where GitHub's summaries name some, and only there.
import assert from "node:assert/strict";
import { tokens } from "../github/tokens.mjs";
import { plain } from "./support/issues.mjs";
import { complete, detail, go, harvest, progress, source } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";
const OTHER = "acme/pad";
const repositories = {
  // 5 waits for three others, 3 has a part that is left; what 2 waits for is closed, and so is 4's part.
  [NAME]: {
    issues: plain(NAME, 6).map((row) => (row.number === 6 ? { ...row, state: "closed", closed_at: row.updated_at } : row)),
    blockedBy: { 5: [2, 6, `${OTHER}#1`], 2: [6] },
    subIssues: { 3: [1], 4: [6] },
  },
  [OTHER]: plain(OTHER, 1),
};
/** What of each issue is asked for, such as `5/dependencies/blocked_by`. */
const lists = (github) =>
  github.journal
    .filter(({ method }) => method === "GET")
    .map(({ path }) => /\/issues\/(\d+\/[a-z_/]+)/.exec(path)?.[1])
    .filter(Boolean);

const WAITS_FOR = /^(Open|Done|Unknown)/;

/** What the item waits for, as it is shown. */
async function ties(page, title) {
  await page.getByRole("link", { name: title, exact: true }).first().click();
  await detail(page).getByRole("heading", { name: title, exact: true, level: 2 }).waitFor();
  const entries = await detail(page).getByRole("listitem").filter({ hasText: WAITS_FOR }).allTextContents();
  const isHeaded = await detail(page).getByRole("heading", { name: "Depends on" }).isVisible();
  assert.equal(isHeaded, entries.length > 0);
  return entries.sort();
}

scene("what GitHub says an issue waits for is fetched, and shown with it", { repositories }, async ({ page, github }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  // 2 names a blocker, if a closed one; 4's only part is done.
  assert.deepEqual(lists(github).sort(), ["2/dependencies/blocked_by", "3/sub_issues", "5/dependencies/blocked_by"]);
  await go(page, "Backlog");
  assert.deepEqual(await ties(page, "Issue 5"), [
    `OpenIssue 2${NAME}#2`,
    `Unknown${OTHER}#1harvest ${OTHER} to know it`,
  ]);
  assert.deepEqual(await ties(page, "Issue 3"), [`OpenIssue 1${NAME}#1`]);
  assert.deepEqual(await ties(page, "Issue 2"), []);
  await detail(page).getByRole("heading", { name: "1 open item waits for it" }).waitFor();
  await detail(page).getByRole("link", { name: "Issue 5", exact: true }).waitFor();

  await harvest(page, OTHER);
  await complete(page, OTHER);
  await go(page, "Backlog");
  assert.deepEqual(await ties(page, "Issue 5"), [`OpenIssue 1${OTHER}#1`, `OpenIssue 2${NAME}#2`]);
});

scene("a blocker that is closed holds nothing up from the next harvest on", { repositories }, async ({ page, github }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  github.repository(NAME).close(2);
  github.clearJournal();
  await source(page, NAME).getByRole("button", { name: "Harvest again" }).click();
  await source(page, NAME).getByText("1 record read: 1 completed").waitFor();
  assert.deepEqual(lists(github), []);
  await go(page, "Backlog");
  assert.deepEqual((await ties(page, "Issue 5"))[0], `DoneIssue 2${NAME}#2`);
});

scene("where the budget is short, ties are passed over and listed as such", { repositories }, async ({ page, github }) => {
  // The repository and its first page leave what is kept for the issues themselves.
  github.spend(60 - 12);
  await harvest(page, NAME);
  await complete(page, NAME);
  assert.deepEqual(lists(github), []);
  await source(page, NAME).getByText("3 passed over").click();
  const why = "lists of dependencies and sub-issues: 3 (the hourly budget is short; add a token and read everything again)";
  await source(page, NAME).getByText(why).waitFor();
  await go(page, "Backlog");
  assert.deepEqual(await ties(page, "Issue 5"), []);

  // What is new says nothing of them: they stay listed until everything is read again.
  await harvest(page, NAME, tokens.valid);
  await complete(page, NAME);
  await source(page, NAME).getByText("3 passed over").waitFor();
  await source(page, NAME).getByRole("button", { name: "Read everything again" }).click();
  await until(() => lists(github).length, 3);
  await progress(page).waitFor({ state: "detached" });
  assert.equal(await source(page, NAME).getByText(why).count(), 0);
  await go(page, "Backlog");
  assert.equal((await ties(page, "Issue 5")).length, 2);
});
