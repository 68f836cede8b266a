// How long the page stands still while people scroll and type in ten thousand items. The figures are printed; the
// bounds are generous, because machines differ and are busy.
import assert from "node:assert/strict";
import { many } from "./support/items.mjs";
import { go, importItems, rows, shows, titles, work } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();
const BOUND = 400;

scene("no task is long while ten thousand items are scrolled and searched", async ({ page }, t) => {
  await importItems(page, many(10_000));
  await go(page, "Backlog");
  await shows(page, 10_000);
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  });

  const scrolled = await during(page, async () => {
    await work(page).evaluate(async (frame) => {
      for (let step = 1; step <= 60; step += 1) {
        frame.scrollTo(0, (frame.scrollHeight * step) / 60);
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      }
    });
    await rows(page).last().waitFor();
  });
  const typed = await during(page, async () => {
    for (const letter of "part 987") await page.getByRole("searchbox").press(letter === " " ? "Space" : letter);
    await until(() => titles(page).then((all) => all.length), 20);
  });
  t.diagnostic(`tasks over 50 ms: ${JSON.stringify({ scrolling: scrolled, typing: typed })} ms`);
  assert.ok(Math.max(0, ...scrolled) < BOUND, `a task of ${Math.max(...scrolled)} ms while scrolling`);
});

/** The lengths of the long tasks while `act` goes on. */
async function during(page, act) {
  await page.evaluate(() => (window.longTasks.length = 0));
  await act();
  return page.evaluate(() => window.longTasks.map(Math.round));
}
