// Every figure of the brief is what the snapshot says, and opens just the items behind it.
import assert from "node:assert/strict";
import { plain } from "./support/issues.mjs";
import { item } from "./support/items.mjs";
import {
  complete,
  download,
  found,
  go,
  harvest,
  heading,
  importItems,
  loadSample,
  main,
  messages,
  runCycle,
  source,
  titles,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();
// The sample's dates stand still; so does the day on which it is looked at.
const clock = "2026-11-22T12:00:00Z";

scene("every figure of the brief opens the items behind it", { clock }, async ({ page }) => {
  await loadSample(page);
  const { kpi_summary: kpi, orchestrator_state: state, dispatch, risk_indicators } = await snapshot(page);
  const figures = [
    // Every word and figure of a tile is read as one of its own.
    [new RegExp(`^Completed ${state.completed_items} \\d`), state.completed_items],
    [new RegExp(`^Escalated to you ${kpi.active_escalations_count} \\d`), kpi.active_escalations_count],
    [/^Stated confidence [\d.]+ % stated by /, kpi.confidence_stated],
    [/handed out$/, state.in_progress_items],
    [/(is|are) blocked$/, state.blocked_items],
    [/decisions? needs? you$/i, state.escalated_items],
    ["In progress", state.in_progress_items],
    ...dispatch.map(({ instance, open_items }) => [instance, open_items]),
    ...risk_indicators.indicators.map(({ name, sentence, ids }) => [
      sentence,
      name === "Confidence" ? kpi.confidence_stated : ids.length,
    ]),
  ];
  assert.ok(figures.length >= 8 && figures.every(([, count]) => count > 0), JSON.stringify(figures));
  for (const [name, count] of figures) {
    await go(page, "Brief");
    await main(page).getByRole("link", { name }).click();
    await until(() => behind(page), count);
  }
});

scene("the figure of urgent security work opens the items it counts and no others", async ({ page }) => {
  const secret = (id, fields) => item(id, { tags: ["security"], urgency_level: 5, ...fields });
  const done = { status: "completed", closed_date: "2026-01-10T09:00:00Z" };
  await importItems(page, [secret("URGENT"), secret("CALM", { urgency_level: 2 }), secret("DONE", done)]);
  await go(page, "Brief");
  await main(page)
    .getByRole("link", { name: /urgent and about security/ })
    .click();
  await until(() => titles(page), ["Do URGENT"]);
});

scene("what needs the Keyholder opens its case, and a priority opens its item", async ({ page }) => {
  await importItems(page, [item("UNSURE", { confidence_score: 0.2 }), item("PLAIN")]);
  await runCycle(page);
  await go(page, "Brief");
  await main(page).getByRole("link", { name: "Confidence 0.20" }).click();
  await page.getByRole("article", { name: "The case" }).getByRole("heading", { name: "Do UNSURE" }).waitFor();
  await go(page, "Brief");
  await main(page).getByRole("table").getByRole("link", { name: "Do PLAIN" }).click();
  await page.getByRole("complementary", { name: "Item" }).getByRole("heading", { name: "Do PLAIN" }).waitFor();
});

const NAME = "acme/rocket";
scene(
  "figures that rest on a partial read say so above them, and lead to where it can go on",
  {
    repositories: { [NAME]: plain(NAME, 105), "acme/pad": plain("acme/pad", 1) },
    expects: [/^error: Failed to load resource: .*404/],
  },
  async ({ page, github }) => {
    const told = main(page).getByRole("link", { name: /^Figures rest on a partial read/ });
    await harvest(page, "acme/pad");
    await complete(page, "acme/pad");
    await go(page, "Brief");
    await main(page).getByRole("link", { name: "1 source read to the end." }).waitFor();
    assert.equal(await told.count(), 0);

    github.at(2, "not-found");
    await harvest(page, NAME);
    await messages(page).getByText(`${NAME}: There is no such repository, or it is private.`).waitFor();
    await go(page, "Brief");
    const first = told.first();
    await until(
      () => first.textContent(),
      /^Figures rest on a partial read: acme\/rocket was read in part, 100 of 105 records: There is no such repository.*\.$/,
    );
    const bottom = ({ y, height }) => y + height;
    const figure = main(page).getByRole("link", { name: /^Completed/ });
    assert.ok(bottom(await first.boundingBox()) <= (await figure.boundingBox()).y);
    assert.deepEqual((await snapshot(page)).coverage.partial.length, 1);
    await first.click();
    await source(page, NAME).getByRole("button", { name: "Continue" }).click();
    await complete(page, NAME);
    await go(page, "Brief");
    await main(page).getByRole("link", { name: "2 sources read to the end." }).waitFor();
    assert.equal(await told.count(), 0);
  },
);

scene(
  "what was finished before it was seen is listed with the rest, and says that it was never ranked",
  { repositories: { [NAME]: plain(NAME, 5) } },
  async ({ page, github }) => {
    for (const number of [1, 2, 3]) github.repository(NAME).close(number);
    await harvest(page, NAME);
    await complete(page, NAME);
    await go(page, "Brief");
    await main(page)
      .getByRole("link", { name: /^Completed 3 60 %/ })
      .click();
    await until(() => found(page).textContent(), "3 of 5 items");
    await page.getByRole("searchbox").fill("status:completed #2");
    await until(() => titles(page), ["Issue 2"]);
    await page.getByRole("link", { name: "Issue 2" }).click();
    await page.getByRole("complementary", { name: "Item" }).getByText("was never ranked").waitFor();
  },
);

scene("a backlog that is all finished is listed as well", { repositories: { [NAME]: plain(NAME, 2) } }, async ({ page, github }) => {
  for (const number of [1, 2]) github.repository(NAME).close(number);
  await harvest(page, NAME);
  await complete(page, NAME);
  await go(page, "Brief");
  await main(page)
    .getByRole("link", { name: /^Completed 2 100 %/ })
    .click();
  await until(() => found(page).textContent(), "2 items");
});

scene("what came in since the last cycle is not called judged", async ({ page }) => {
  await importItems(page, [item("FIRST")], "first.json");
  await runCycle(page);
  await importItems(page, [item("UNSURE", { confidence_score: 0.1 })], "second.json");
  await go(page, "Brief");
  await until(() => heading(page).textContent(), /^1 item is not judged yet; one item is handed out/);
  await main(page).getByText("Not judged yet: run a cycle.").waitFor();
  await go(page, "Decide");
  await until(() => heading(page).textContent(), "Not judged yet.");
  await main(page).getByRole("button", { name: "Run cycle" }).click();
  await until(() => heading(page).textContent(), "1 decision for you");
});

scene("advice leads to where it is followed", async ({ page }) => {
  await importItems(page, [item("KEY"), ...["A", "B"].map((id) => item(id, { dependencies: ["KEY"] })), item("STRAY", { dependencies: ["NOWHERE"] })]);
  await runCycle(page);
  for (const [advice, place] of [
    [/^Keep an eye on “Do KEY”/, "Do KEY"],
    [/^Harvest the source of the unknown dependencies/, "Do STRAY"],
  ]) {
    await go(page, "Brief");
    await main(page).getByRole("link", { name: advice }).click();
    await page.getByRole("complementary", { name: "Item" }).getByRole("heading", { level: 2, name: place }).waitFor();
  }
  await go(page, "Brief");
  await main(page)
    .getByRole("link", { name: /^No open item states a confidence/ })
    .click();
  await until(() => heading(page).textContent(), "Sources");
});

async function snapshot(page) {
  await go(page, "Brief");
  return JSON.parse((await download(page, "Download snapshot")).text);
}

/** How many items the screen shows. */
async function behind(page) {
  const title = await page.title();
  if (title.startsWith("Brief")) return null;
  const place = title.startsWith("Decide") ? heading(page) : found(page);
  return Number(/^[\d,]+/.exec(await place.textContent())?.[0].replaceAll(",", ""));
}
