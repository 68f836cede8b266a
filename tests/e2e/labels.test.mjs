// Label rules: what every label was read as, and making it mean something else.
import assert from "node:assert/strict";
import { issue } from "../github/issue.mjs";
import { alerts, button, complete, detail, go, harvest, main, messages, progress, says, shows } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/rocket";
const LABELS = [["bug", "moonshot"], ["bug"], ["bug", "moonshot"], ["p0"], []];
const repositories = { [NAME]: LABELS.map((labels, at) => issue(NAME, { number: at + 1, labels })) };

/** The row of a label, as its cells' texts; what it can be made to mean is left out. */
const labelRow = (page, label) =>
  main(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: label, exact: true }) });
const cells = async (page, label) => (await labelRow(page, label).getByRole("cell").allTextContents()).slice(0, 2);
const meaning = (page, label) => main(page).getByRole("combobox", { name: `What ${label} means` });

async function urgency(page, number) {
  await page.goto(`${page.url().split("#")[0]}#/backlog/${encodeURIComponent(`${NAME}#${number}`)}`);
  await detail(page).getByRole("heading", { name: `Issue ${number}`, exact: true }).waitFor();
  return detail(page).getByText(/^\d of 5$/).textContent();
}

async function readAll(page) {
  await go(page, "Settings");
  await button(page, "Read everything again").click();
  await says(page, `${NAME}: 5 records read, complete.`);
  await progress(page).waitFor({ state: "detached" });
}

scene("a label can be made to mean something else, and back", { repositories }, async ({ page }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  const before = await urgency(page, 3);
  await go(page, "Settings");
  await until(() => cells(page, "bug"), ["3 items", "stability"]);
  await until(() => cells(page, "moonshot"), ["2 items", "unrecognised"]);
  await until(() => cells(page, "p0"), ["1 item", "urgency 5"]);
  assert.equal(await button(page, "Reset these labels").isEnabled(), false);

  await meaning(page, "moonshot").selectOption({ label: "urgency 5" });
  await until(() => cells(page, "moonshot"), ["2 items", "urgency 5"]);
  await until(() => cells(page, "bug"), ["3 items", "stability"]);
  // It counts for what is read from then on.
  assert.equal(await urgency(page, 3), before);
  await readAll(page);
  assert.equal(await urgency(page, 3), "5 of 5");
  assert.equal(await urgency(page, 2), before);

  await page.reload();
  await go(page, "Settings");
  await until(() => cells(page, "moonshot"), ["2 items", "urgency 5"]);
  await until(() => meaning(page, "moonshot").evaluate((node) => node.selectedOptions[0].label), "urgency 5");
  await button(page, "Reset these labels").click();
  await until(() => cells(page, "moonshot"), ["2 items", "unrecognised"]);
  await until(() => meaning(page, "moonshot").evaluate((node) => node.selectedOptions[0].label), "As the rules say");
  await readAll(page);
  assert.equal(await urgency(page, 3), before);
});

scene("a label's count opens the items that carry it", { repositories }, async ({ page }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  await go(page, "Settings");
  await labelRow(page, "moonshot").getByRole("link", { name: "2 items" }).click();
  await shows(page, 2, 5);
});

/** How the rules are spoilt, and the sentence that names the field. */
const BAD_RULES = [
  [(rules) => (rules.labels[0].means = { urgency: 9 }), /label_rules\.labels\[0\]\.means: urgency is a whole number from 1 to 5/],
  [(rules) => (rules.labels[1].labels = []), /label_rules\.labels\[1\]\.labels: a rule needs at least one label/],
  [(rules) => (rules.titles[0].unless = [" "]), /label_rules\.titles\[0\]\.unless\[0\]: an empty text matches nothing/],
  [
    (rules) => (rules.repositories = { rocket: [{ labels: ["x"], means: "routing" }] }),
    /label_rules\.repositories\["rocket"\]: expected a repository as owner\/name/,
  ],
  [(rules) => (rules.labels[0].means = { urgency: "high" }), /labels\[0\]\.means/],
  [(rules) => (rules.colour = 1), /colour/],
];

/** Opens the editor, and gives its text and the way to set it. */
async function editor(page) {
  await go(page, "Settings");
  await main(page).getByText("All rules, as JSON").click();
  const box = page.getByRole("textbox", { name: "Label rules" });
  await until(() => box.inputValue(), /"labels"/);
  const set = async (text) => {
    await box.fill(text);
    await button(page, "Set these rules").click();
  };
  return { box, set, written: await box.inputValue() };
}

scene("rules as JSON: a bad one is answered with its place and left as it was typed", async ({ page }) => {
  const { box, set, written } = await editor(page);
  for (const [spoil, sentence] of [...BAD_RULES, [null, /rules cannot be used: .*JSON/]]) {
    const rules = JSON.parse(written);
    spoil?.(rules);
    const whole = JSON.stringify(rules);
    const text = spoil ? whole : whole.slice(0, -20);
    await set(text);
    await until(async () => (await alerts(page).allTextContents()).join("\n"), sentence);
    assert.equal(await box.inputValue(), text);
    await main(page).getByText("The policy is the specification's own.").waitFor();
  }
  assert.equal(await messages(page).getByText("The label rules are set.").count(), 0);

  const rules = JSON.parse(written);
  rules.labels.unshift({ labels: ["moonshot"], means: { urgency: 5 } });
  await set(JSON.stringify(rules));
  await says(page, "The label rules are set.");
  await until(() => alerts(page).count(), 0);
  await main(page).getByText("The policy differs from the specification's.").waitFor();
  await button(page, "Reset all label rules").click();
  await main(page).getByText("The policy is the specification's own.").waitFor();
  await until(() => box.inputValue(), written);
});
