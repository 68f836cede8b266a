// The backlog: sorted, searched, narrowed; and everything about one item.
import assert from "node:assert/strict";
import { many, item } from "./support/items.mjs";
import { button, detail, go, importItems, row, rows, runCycle, shownStatus, shows, titles, work } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const ITEMS = [
  item("SMALL", { effort_estimate: 1, urgency_level: 1, created_date: "2026-03-01T00:00:00Z", tags: ["docs"] }),
  item("URGENT", { effort_estimate: 5, urgency_level: 5, created_date: "2026-01-01T00:00:00Z", tags: ["bug", "customer"] }),
  item("HUGE", {
    effort_estimate: 20,
    urgency_level: 3,
    created_date: "2026-02-01T00:00:00Z",
    dependencies: ["URGENT", "SMALL", "LOST"],
  }),
];

/** A column's name, the order after one click, and after another. */
const ORDERS = [
  ["Item", ["Do HUGE", "Do SMALL", "Do URGENT"], ["Do URGENT", "Do SMALL", "Do HUGE"]],
  ["Urgency", ["Do URGENT", "Do HUGE", "Do SMALL"], ["Do SMALL", "Do HUGE", "Do URGENT"]],
  ["Days", ["Do HUGE", "Do URGENT", "Do SMALL"], ["Do SMALL", "Do URGENT", "Do HUGE"]],
  ["Created", ["Do URGENT", "Do HUGE", "Do SMALL"], ["Do SMALL", "Do HUGE", "Do URGENT"]],
];
scene("every column sorts, and sorts the other way round", async ({ page }) => {
  await importItems(page, ITEMS);
  await go(page, "Backlog");
  const first = await titles(page);
  assert.equal(first[0], "Do URGENT", "the best score comes first");
  for (const [column, once, twice] of ORDERS) {
    const header = page.getByRole("columnheader", { name: column });
    await header.getByRole("button").click();
    await until(() => titles(page), once);
    const before = await header.getAttribute("aria-sort");
    await header.getByRole("button").click();
    await until(() => titles(page), twice);
    assert.deepEqual(new Set([before, await header.getAttribute("aria-sort")]), new Set(["ascending", "descending"]), column);
  }
});

scene("what a sorted column announces is the order it is in", async ({ page }) => {
  await importItems(page, ITEMS);
  await go(page, "Backlog");
  for (const [column, direction] of [
    ["Days", "descending"],
    ["Item", "ascending"],
    ["Created", "ascending"],
  ]) {
    const header = page.getByRole("columnheader", { name: column });
    await header.getByRole("button").click();
    await until(() => titles(page), ORDERS.find(([name]) => name === column)[1]);
    assert.equal(await header.getAttribute("aria-sort"), direction, column);
  }
});

scene("words, ids and tags are searched, and the status narrows", async ({ page }) => {
  await importItems(page, ITEMS);
  await runCycle(page);
  await go(page, "Backlog");
  const search = page.getByRole("searchbox", { name: "Search the backlog" });
  for (const [words, expected] of [
    ["huge", ["Do HUGE"]],
    ["URG", ["Do URGENT"]],
    ["customer", ["Do URGENT"]],
    ["do small", ["Do SMALL"]],
    ["docs do", ["Do SMALL"]],
  ]) {
    await search.fill(words);
    await until(() => titles(page), expected);
    await shows(page, 1, 3);
  }
  await search.fill("no such thing");
  await work(page).getByText("No item fits.").waitFor();
  await button(page, "Show all open items").click();
  await shows(page, 3);
  await shownStatus(page, "Blocked");
  await until(() => titles(page), ["Do HUGE"]);
  await shownStatus(page, "In progress");
  await until(() => titles(page).then((all) => all.sort()), ["Do SMALL", "Do URGENT"]);
});

scene("the detail adds up: terms, gates, dependencies", async ({ page }) => {
  await importItems(page, ITEMS);
  await go(page, "Backlog");
  await page.getByRole("link", { name: "Do HUGE" }).click();
  const panel = detail(page);
  await panel.getByRole("heading", { name: "Do HUGE" }).waitFor();
  const number = (text) => Number(text.replace("\u2212", "-"));
  const [, score] = /^Score ([\d.\u2212]+)/.exec(await panel.getByRole("heading", { name: /^Score/ }).textContent());
  const terms = await panel.getByRole("table", { name: "The terms of the score" }).getByRole("row").all();
  const amounts = await Promise.all(terms.map(async (term) => number(await term.getByRole("cell").first().textContent())));
  assert.ok(amounts.length >= 3);
  assert.ok(
    Math.abs(amounts.reduce((sum, amount) => sum + amount) - number(score)) < 0.01 * amounts.length,
    `${amounts.join(" + ")} is not ${score}`,
  );
  assert.ok((await row(page, "Do HUGE").getByRole("cell").first().textContent()).startsWith(score));

  for (const gate of ["Confidence", "Ethical flags", "Budget", "Technical block", "Scope growth"]) {
    await panel.getByRole("img", { name: new RegExp(`^${gate}: .*(within|escalates)`) }).waitFor();
  }
  await panel.getByRole("listitem").filter({ hasText: "LOST" }).getByText("Unknown", { exact: true }).waitFor();
  await panel.getByRole("link", { name: "Do URGENT" }).click();
  await panel.getByRole("heading", { name: "Do URGENT" }).waitFor();
  await panel.getByText("1 open item waits for it").waitFor();
  await panel.getByRole("link", { name: "Do HUGE" }).click();
  await panel.getByRole("heading", { name: "Do HUGE" }).waitFor();
  await panel.getByRole("link", { name: "Close item" }).click();
  await panel.waitFor({ state: "detached" });
});

scene("work that is under way can be done or failed, and that can be undone", async ({ page }) => {
  await importItems(page, ITEMS.slice(0, 2));
  await runCycle(page);
  await go(page, "Backlog");
  for (const [act, after] of [
    ["Mark done", "Completed"],
    ["Mark failed", "Blocked"],
  ]) {
    await page.getByRole("link", { name: "Do SMALL" }).click();
    await button(page, act).click();
    await detail(page).getByText(after, { exact: true }).waitFor();
    await page.getByRole("log").getByRole("button", { name: "Undo" }).first().click();
    await detail(page).getByText("In progress", { exact: true }).waitFor();
  }
});

scene("of ten thousand items only a window is in the page, and the last can be reached", async ({ page }) => {
  await importItems(page, many(10_000));
  await go(page, "Backlog");
  await shows(page, 10_000);
  assert.equal(await page.getByRole("table").getAttribute("aria-rowcount"), "10001");
  assert.ok((await rows(page).count()) < 100);
  await page.getByRole("columnheader", { name: "Created" }).getByRole("button").click();
  await row(page, "part 0W-0").waitFor();
  for (const share of [0.25, 0.5, 1]) {
    await work(page).evaluate((frame, share) => frame.scrollTo(0, frame.scrollHeight * share), share);
    const place = Math.min(10_000 * share, 9_999);
    await row(page, `W-${place}`).waitFor();
    assert.equal(await row(page, `W-${place}`).getAttribute("aria-rowindex"), `${place + 2}`);
    assert.ok((await rows(page).count()) < 100);
  }
  await page.getByRole("searchbox").pressSequentially("part 4711");
  await until(() => titles(page), [many(4712)[4711].description]);
});

scene("what the list is narrowed to stays while items are opened and closed", async ({ page }) => {
  await importItems(page, ["ONE", "TWO", "THREE"].map((id) => item(id)));
  await go(page, "Backlog");
  await page.getByLabel("Status").selectOption("Pending");
  await page.getByRole("searchbox").fill("do t");
  const narrowed = ["Do TWO", "Do THREE"];
  await until(async () => (await titles(page)).toSorted(), narrowed.toSorted());
  await page.getByRole("searchbox").press("Enter");
  for (const keys of [["Enter"], ["j"], ["Escape"]]) {
    for (const key of keys) await page.keyboard.press(key);
    await until(async () => (await titles(page)).toSorted(), narrowed.toSorted());
  }
  await page.getByRole("link", { name: "Do TWO" }).click();
  await detail(page).waitFor();
  await until(async () => (await titles(page)).toSorted(), narrowed.toSorted());
  assert.equal(await page.getByLabel("Status").inputValue(), "pending");
});
