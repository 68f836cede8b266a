// Files: chosen in the picker or dropped, several at once, told apart by what is in them.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { item } from "./support/items.mjs";
import { failure } from "./support/log.mjs";
import { at, go, main, pick, progress, says, shows, source, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const fixture = (path) => readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
const problem = (page, name, text) => source(page, name).getByRole("listitem").filter({ hasText: text });

scene("several files are read at once, each as what it is", async ({ page }) => {
  await go(page, "Sources");
  await pick(page, {
    "run.jsonl": fixture("iar/run_events.jsonl"),
    "plan.md": fixture("protocol/plans.md"),
    "items.json": JSON.stringify([item("ONE"), item("TWO")]),
  });
  await says(page, /^\d+ work items and \d+ finished from 3 files\.$/);
  for (const [name, kind] of [
    ["run.jsonl", "IAR log"],
    ["plan.md", "Protocol document"],
    ["items.json", "Work items"],
  ]) {
    await source(page, name).getByText(kind, { exact: true }).waitFor();
    await source(page, name)
      .getByText(/^[1-9]\d* open, /)
      .waitFor();
  }
  await go(page, "Backlog");
  await page.getByRole("searchbox").fill("Do ONE");
  await until(() => titles(page), ["Do ONE"]);
});

scene("of hundreds of files each is read to its end, and they are listed some at a time", async ({ page }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "files-"));
  try {
    const files = Array.from({ length: 200 }, (_, at) => path.join(folder, `work_${String(at).padStart(3, "0")}.json`));
    for (const [at, file] of files.entries()) writeFileSync(file, JSON.stringify([item(`ONE-${at}`)]));
    await go(page, "Sources");
    await page.getByLabel("Choose files").setInputFiles(files);
    await says(page, "200 work items from 200 files.");
    const list = main(page).getByRole("button", { name: /^Remove work_/ });
    await until(() => list.count(), 20);
    await main(page).getByRole("button", { name: "Show 50 of 180 more" }).click();
    await until(() => list.count(), 70);
    await source(page, "work_069.json").getByText("1 open, 0 finished").waitFor();
    // Who has used what is gone goes on beside it.
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await main(page).getByRole("button", { name: "Remove work_030.json" }).click();
    await until(focused, "work_031.json");
    await go(page, "Backlog");
    await shows(page, 199);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

scene("a file that is gone when it is to be read has a row that says so, and costs no other", async ({ page }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "files-"));
  const files = ["here.json", "gone.json"].map((name) => path.join(folder, name));
  try {
    for (const file of files) writeFileSync(file, JSON.stringify([item(path.basename(file, ".json").toUpperCase())]));
    // What reads is there only when the file is not.
    await page.route("**/harvester.js*", async (route) => {
      rmSync(files[1]);
      await route.continue();
    });
    await go(page, "Sources");
    await page.getByLabel("Choose files").setInputFiles(files);
    await says(page, /^gone\.json could not be read: ./);
    await source(page, "gone.json").getByText(/^Stopped: ./).waitFor();
    await source(page, "gone.json").getByText("Could not be read", { exact: true }).waitFor();
    await source(page, "here.json").getByText("1 open, 0 finished").waitFor();
    await page.reload();
    await source(page, "gone.json").getByText(/^Stopped: ./).waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Drops files, given as `{ name: text }` or `{ name: [line, count] }`, onto `zone`. */
async function drop(page, files, zone = main(page).getByRole("region", { name: "Files" })) {
  const dataTransfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(files)) {
      const whole =
        typeof text === "string" ? text : Array.from({ length: text[1] }, (_, at) => text[0].replaceAll("%", at % 40)).join("\n");
      transfer.items.add(new File([whole], name));
    }
    return transfer;
  }, files);
  await zone.dispatchEvent("dragover", { dataTransfer });
  await zone.dispatchEvent("drop", { dataTransfer });
}

scene("a folder can be picked: its files keep their paths, those of one name their own work", async ({ page }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "folder-"));
  const plan = (...steps) => `# Plan\n\n## Next Steps\n\n${steps.map((step) => `- ${step}\n`).join("")}`;
  const files = {
    "hull/README.md": plan("Add a few more tests", "Caulk the seams of the hull"),
    "mast/README.md": plan("Add a few more tests", "Oil the foot of the mast"),
    ".git/README.md": plan("Never mind this one"),
  };
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    await go(page, "Sources");
    await page.getByLabel("Choose a folder").setInputFiles(folder);
    await says(page, "1 file in .git and node_modules passed over.");
    await says(page, "4 work items from 2 files.");
    for (const name of ["hull", "mast"]) {
      await source(page, `${path.basename(folder)}/${name}/README.md`)
        .getByText("2 open, 0 finished")
        .waitFor();
    }
    await page.getByLabel("Choose a folder").setInputFiles(folder);
    await says(page, "Nothing new in 2 files: 4 work items, known already.");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

scene("among many sources one is found by its name or by what it came to", async ({ page }) => {
  await go(page, "Sources");
  const work = Array.from({ length: 8 }, (_, at) => [`work_${at}.json`, JSON.stringify([item(`ONE-${at}`)])]);
  await pick(page, { ...Object.fromEntries(work), "letter.md": "Dear all, nothing here.", "done.md": "# Plan\n\n- [x] Sail\n" });
  await says(page, "8 work items from 10 files.");
  const list = main(page).getByRole("button", { name: /^Remove / });
  const told = (text) => until(() => page.getByRole("search").getByRole("status").textContent(), text);
  await told("10 sources");
  const kind = page.getByRole("combobox", { name: "Kind of source" });
  for (const [wanted, count, name] of [
    ["Not understood", 1, "letter.md"],
    ["Without work", 1, "done.md"],
    ["With work", 8, "work_3.json"],
  ]) {
    await kind.selectOption({ label: wanted });
    await until(() => list.count(), count);
    await source(page, name).waitFor();
    await told(`${count} of 10 sources`);
  }
  await page.getByRole("searchbox", { name: "Search the sources" }).fill("K_7");
  await until(() => list.count(), 1);
  await kind.selectOption({ label: "Not understood" });
  await told("0 of 10 sources");
});

scene("files can be dropped anywhere on the page", async ({ page }) => {
  await go(page, "Brief");
  await drop(page, { "a.json": JSON.stringify([item("A")]) }, main(page).getByRole("heading", { level: 1 }));
  await says(page, "1 work item from 1 file.");
});

scene("files can be dropped", async ({ page }) => {
  await go(page, "Sources");
  await drop(page, { "a.json": JSON.stringify([item("A")]), "b.json": JSON.stringify([item("B")]) });
  await says(page, "2 work items from 2 files.");
  await go(page, "Backlog");
  await until(() => titles(page).then((all) => all.sort()), ["Do A", "Do B"]);
});

const BYTES = Buffer.from(Array.from({ length: 400 }, (_, at) => (at * 7) % 256));

/** What cannot be read as a whole: the file's name and place, and the reason. */
const BAD = [
  ["empty.txt", "", "file: the file is empty"],
  ["blank.json", " \n\t\n", "file: the file is empty"],
  ["picture.json", BYTES, "file: this is no text, so nothing can be read from it"],
  ["letter.md", "Dear all, nothing here.", "file: not recognised as anything that holds work"],
  ["list.json", "[1, 2, 3]", "file: JSON in which nothing states an outcome"],
];
scene("a file that holds no work is told of by name, with the reason, and costs no other", async ({ page }) => {
  await go(page, "Sources");
  await pick(page, {
    ...Object.fromEntries(BAD.map(([name, content]) => [name, content])),
    "good.json": JSON.stringify([item("GOOD")]),
  });
  await says(page, /^1 work item from /);
  for (const [name, , reason] of BAD) {
    await source(page, name).getByText("1 problem", { exact: true }).last().click();
    await problem(page, name, reason).waitFor();
  }
  await go(page, "Backlog");
  await until(() => titles(page), ["Do GOOD"]);
});

scene("files with nothing in them at all are answered with a sentence", async ({ page }) => {
  await go(page, "Sources");
  await pick(page, { "letter.md": "Dear all, nothing here.", "empty.txt": "" });
  await says(page, "Not understood: letter.md and empty.txt. Sources says why.");
});

scene("the same file again adds nothing, and an edited one updates", async ({ page }) => {
  await go(page, "Sources");
  const file = (description) => ({ "items.json": JSON.stringify([item("ONE", { description }), item("TWO")]) });
  await pick(page, file("First words"));
  await source(page, "items.json").getByText("2 records read: 2 new").waitFor();
  await says(page, "2 work items from 1 file.");
  await pick(page, file("First words"));
  await source(page, "items.json").getByText("2 records read: 2 as known").waitFor();
  await says(page, "Nothing new in 1 file: 2 work items, known already.");
  await pick(page, file("Other words"));
  await source(page, "items.json").getByText("2 records read: 1 changed").waitFor();
  await go(page, "Backlog");
  await until(() => titles(page).then((all) => all.sort()), ["Do TWO", "Other words"]);
});

scene("twenty megabytes are read with progress, and reading can be cancelled", async ({ page }) => {
  const line = failure("task_%", { inputs: { text: "x".repeat(150) } }, "Broken");
  const file = { "long.jsonl": [line, Math.ceil(20_000_000 / line.length)] };
  await go(page, "Sources");
  await drop(page, file);
  await until(() => progress(page).textContent(), /Reading long\.jsonl \d+.*%/);
  await progress(page).getByRole("button", { name: "Cancel" }).click();
  await says(page, /^Stopped.* of 1 file.*; what was read is kept\.$/);
  await drop(page, file);
  await says(page, "40 work items from 1 file.");
  await go(page, "Backlog");
  await shows(page, 40);
});

scene("the page asks before it is closed over files that are still to be read, and not afterwards", async ({ page }) => {
  const files = Array.from({ length: 300 }, (_, at) => [`log_${at}.jsonl`, [failure(`task_${at}`, {}, "Broken"), 1]]);
  await go(page, "Sources");
  await drop(page, Object.fromEntries(files));
  await progress(page).waitFor();
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await progress(page).getByRole("button", { name: "Cancel" }).click();
  await says(page, /^Stopped after \d+ of 300 files; what was read is kept\.$/);
  await page.reload();
  await at(page, "Sources");
});
