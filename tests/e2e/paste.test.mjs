// Pasted text: what is in it is shown first, each thing that cannot be read is named with its place and reason, and the
// good part is kept.
import assert from "node:assert/strict";
import { item } from "./support/items.mjs";
import { failure } from "./support/log.mjs";
import { button, detail, dismiss, go, look, main, row, rows, says, shownStatus, shows, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const lines = (count, bad) => Array.from({ length: count }, (_, at) => bad[at + 1] ?? failure(`step_${at + 1}`)).join("\n");
const raw = (id, fields = '"tags":[]') =>
  `{"id":"${id}","description":"Do ${id}","baseline_effort":1,${fields},"created_date":"2026-01-05T09:00:00Z"}`;

scene("pasted text is shown before it is taken in, and changes nothing until then", async ({ page }) => {
  const preview = await look(
    page,
    "# Plan\n\n## Next Steps\n- Write the manual\n- Teach the team\n\n- [ ] Order the cables\n- [x] Call the supplier\n",
  );
  for (const text of ["Write the manual", "Teach the team", "Order the cables"]) await preview.getByText(text).waitFor();
  await page.getByRole("banner").getByText("No source yet").waitFor();
  await button(page, "Leave it").click();
  await preview.waitFor({ state: "detached" });
  await button(page, "Look what is in it").click();
  await button(page, "Take it in").click();
  await says(page, "3 work items taken in.");
  assert.equal(await page.getByRole("textbox", { name: "Text to harvest" }).inputValue(), "");
  await go(page, "Backlog");
  await shows(page, 3);
  await rows(page).filter({ hasText: "Order the cables" }).waitFor();
  // Each says where it stands, and whether it is known.
  const again = await look(page, "# Plan\n\n## Next Steps\n- Write the manual\n- Teach the team\n\n- [ ] Order the cables\n- [x] Call the supplier\n");
  await again.getByText("Next Steps (line 4), known already").waitFor();
});

/** What is pasted, what the preview says, how many items come of it. Their ids begin with the given letter. */
const TEXTS = [
  ["rubbish", () => "Dear all, nothing here.", ["file: not recognised as anything that holds work; accepted are IAR logs"], 0],
  [
    "bytes that are no text",
    () => "\u0001\u0002\u0003PK\u0004\u0005\u0006".repeat(20),
    ["file: this is no text, so nothing can be read from it"],
    0,
  ],
  [
    "truncated JSON",
    (id) => `[${raw(`${id}1`)},${raw(`${id}2`)},{"id":"${id}3","descr`,
    [/line 1, column \d+: not strict JSON .*the end is missing/, "record 3: the text breaks off in this record; it is left out"],
    2,
  ],
  [
    "a log with two bad lines in a hundred",
    () => lines(100, { 17: '{"broken', 58: "%%%" }),
    [
      "98 work items in 100 records",
      /line 17: not JSON \(.*\); the line is left out/,
      /line 58: not JSON \(.*\); the line is left out/,
    ],
    98,
  ],
  ["a NaN", (id) => `[${raw(id, '"risk_score":NaN')}]`, [/line 1, column \d+: not strict JSON .*a number that is none/], 1],
  [
    "a negative effort",
    (id) => `[${raw(id, '"effort_estimate":-3')}]`,
    ["items[0].effort_estimate: -3 is not from 0 to 1,000,000 days"],
    1,
  ],
  ["urgency 9", (id) => `[${raw(id, '"urgency_level":9')}]`, ["items[0].urgency_level: 9 is not from 1 to 5; 5 was used"], 1],
  [
    "an unknown status",
    (id) => `[${raw(id, '"status":"soon"')}]`,
    [/items\[0\]\.status: “soon” is none of .*; pending was used/],
    1,
  ],
  [
    "a duplicate id",
    (id) => `[${raw(id)},${raw(id)}]`,
    [/items\[1\]\.id: “.*” is the id of items\[0\] too; the first was kept/],
    1,
  ],
  [
    "a dependency on itself",
    (id) => `[${raw(id, `"dependencies":["${id}"]`)}]`,
    [/items\[0\]\.dependencies: “.*” depends on itself; that dependency was left out/],
    1,
  ],
];
scene("each thing that cannot be read is named with its place and reason, and the rest is kept", async ({ page }) => {
  let [kept, sources] = [0, 0];
  for (const [at, [what, text, sentences, count]] of TEXTS.entries()) {
    const preview = await look(page, text(`ROW-${at}`));
    for (const sentence of sentences)
      await preview
        .getByText(sentence)
        .waitFor()
        .catch(({ message }) => assert.fail(`${what}: ${message}`));
    if (count === 0) {
      // There is nothing to take in.
      assert.ok(await button(page, "Take it in").isDisabled());
      await button(page, "Leave it").click();
      continue;
    }
    await button(page, "Take it in").click();
    kept += count;
    sources += 1;
    await until(() => button(page, /^Remove /).count(), sources);
    await go(page, "Backlog");
    await shows(page, kept);
  }
  await go(page, "Sources");
  assert.equal(
    await main(page)
      .getByRole("listitem")
      .filter({ has: button(page, /^Remove /) })
      .getByText(/^\d problems?$/)
      .count(),
    sources,
  );
});

scene("a whole item with every kind of fault in it keeps what is good", async ({ page }) => {
  const bad = {
    effort_estimate: -3,
    urgency_level: 9,
    status: "soon",
    risk_score: "high",
    dependencies: ["BAD"],
    confidence_score: 12,
  };
  const preview = await look(page, JSON.stringify([item("GOOD", { urgency_level: 2 }), { ...item("BAD"), ...bad }, 7, {}]));
  for (const field of Object.keys(bad)) await preview.getByText(`items[1].${field}: `).waitFor();
  for (const left of [2, 3]) await preview.getByText(new RegExp(`\\[${left}\\]: .*left out`)).waitFor();
  await button(page, "Take it in").click();
  await go(page, "Backlog");
  await until(() => titles(page).then((all) => all.sort()), ["Do BAD", "Do GOOD"]);
  await shownStatus(page, "Pending");
  await row(page, "Do BAD").getByRole("cell", { name: "5", exact: true }).waitFor();
});

scene("a preview that does not show every problem says how many there are", async ({ page }) => {
  const preview = await look(page, lines(60, Object.fromEntries(Array.from({ length: 20 }, (_, at) => [2 * at + 2, "%%%"]))));
  await preview.getByText("line 2: not JSON").waitFor();
  await preview.getByText(/\b(20 problems|12 more problems|and 12 more)\b/).waitFor();
});

scene("a character is not cut in two, wherever it stands", async ({ page }) => {
  const rockets = "\u{1F680}".repeat(150_000);
  for (const shift of ["", "x"]) {
    const preview = await look(page, JSON.stringify([item("ROCKET", { details: shift + rockets })]));
    await preview.getByText("1 work item").waitFor();
    await button(page, "Take it in").click();
    await go(page, "Backlog");
    await page.getByRole("link", { name: "Do ROCKET" }).click();
    const text = detail(page).getByRole("group").filter({ hasText: "Text" });
    await text.getByText("Text", { exact: true }).click();
    assert.equal((await text.textContent()).includes("\uFFFD"), false, `shifted by “${shift}”`);
    await startOver(page);
  }
});

scene("an empty box is answered with a sentence", async ({ page }) => {
  await go(page, "Sources");
  for (const text of ["", " \n\t "]) {
    await page.getByRole("textbox", { name: "Text to harvest" }).fill(text);
    await button(page, "Look what is in it").click();
    await says(page, "There is nothing in the box yet. Paste a log, a document or work items first.");
    await dismiss(page);
  }
});

// Larger pastes are the browser's own trouble: its text box takes seconds to lay them out.
scene("a paste of four megabytes is read", async ({ page }) => {
  await go(page, "Sources");
  const box = page.getByRole("textbox", { name: "Text to harvest" });
  await box.evaluate((field, line) => {
    field.value = `${line}\n`.repeat(Math.ceil(4_000_000 / (line.length + 1)));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, failure("step_1"));
  await button(page, "Look what is in it").click();
  const preview = main(page).getByRole("status").filter({ hasText: "Taken for" });
  await preview.getByText("1 work item").waitFor();
  await button(page, "Take it in").click();
  await says(page, "1 work item taken in.");
});

/** Takes every source away. */
async function startOver(page) {
  await go(page, "Sources");
  for (const remove of await button(page, /^Remove /).all()) await remove.click();
  await until(() => button(page, /^Remove /).count(), 0);
  await dismiss(page);
}
