// The journal as a file: handed out, and opened again in the place of what is there.
import assert from "node:assert/strict";
import { ESCALATING, item } from "./support/items.mjs";
import { button, download, go, importItems, main, runCycle, says, shows, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const open = (page, text, name = "journal.jsonl") =>
  page.getByLabel("Open a journal…").setInputFiles({ name, mimeType: "application/jsonl", buffer: Buffer.from(text) });

scene("a journal that was downloaded brings everything back, in every tab", async ({ page, another }) => {
  await importItems(page, ESCALATING);
  await runCycle(page);
  await go(page, "Settings");
  const { text } = await download(page, "Download the journal");
  await button(page, "Erase all data…").click();
  await page.getByRole("dialog").getByRole("button", { name: "Erase all data" }).click();
  await says(page, "Everything is erased.");

  // Where nothing is, nothing is asked.
  await open(page, text);
  await says(page, /The journal is open: \d+ entries\./);
  await go(page, "Backlog");
  await shows(page, ESCALATING.length);
  const before = (await titles(page)).sort();

  const other = await another("#/backlog");
  await importItems(other, [item("MORE")], "more.json");
  await go(page, "Settings");
  await open(page, text);
  await button(page, "Keep what is here").click();
  await open(page, text);
  await button(page, "Replace everything").click();
  await says(page, /The journal is open/);
  await go(other, "Backlog");
  await until(async () => (await titles(other)).sort(), before);
  await page.reload();
  await go(page, "Backlog");
  await until(async () => (await titles(page)).sort(), before);
});

scene("what is no journal, or one that is damaged, is told of by its line", async ({ page }) => {
  await importItems(page, [item("ONE"), item("TWO")]);
  await runCycle(page);
  await go(page, "Settings");
  const { text } = await download(page, "Download the journal");
  for (const [given, words] of [
    ["Dear diary", /line 1: this is not a journal/i],
    [text.replace('"version":1', '"version":9'), /line 1: this journal has version 9/i],
  ]) {
    await open(page, given);
    await button(page, "Replace everything").click();
    await says(page, words);
  }
  const lines = text.trimEnd().split("\n");
  assert.ok(lines.length >= 3);
  await open(page, [...lines.slice(0, 2), "{broken", ...lines.slice(2)].join("\n"));
  await button(page, "Replace everything").click();
  await says(page, /Line 3 of the journal could not be read/);
  await main(page).getByText("a journal of 1 entry.").waitFor();
});
