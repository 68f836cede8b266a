// Settings: the policy, who takes work, and the data this browser holds.
import assert from "node:assert/strict";
import { item } from "./support/items.mjs";
import {
  alerts,
  button,
  detail,
  download,
  go,
  heading,
  importItems,
  main,
  messages,
  pick,
  row,
  runCycle,
  says,
  source,
  titles,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { stored } from "./support/stored.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const number = (page, label) => main(page).getByRole("spinbutton", { name: label });

async function set(field, text) {
  await field.fill(text);
  await field.blur();
}

const RIVALS = [item("CALM", { tags: ["business"], urgency_level: 1 }), item("URGENT", { urgency_level: 5 })];

scene("a weight that is changed ranks the backlog anew, and a reset brings the first order back", async ({ page }) => {
  await importItems(page, RIVALS);
  await go(page, "Backlog");
  await until(() => titles(page), ["Do URGENT", "Do CALM"]);
  await go(page, "Settings");
  await set(number(page, "Urgency"), "0");
  await main(page).getByText("The policy differs from the specification's.").waitFor();
  await go(page, "Backlog");
  await until(() => titles(page), ["Do CALM", "Do URGENT"]);
  await page.reload();
  await until(() => titles(page), ["Do CALM", "Do URGENT"]);
  await go(page, "Settings");
  assert.equal(await number(page, "Urgency").inputValue(), "0");
  await button(page, "Reset all settings").click();
  await says(page, "The specification's policy is back.");
  await until(() => number(page, "Urgency").inputValue(), "0.1");
  await go(page, "Backlog");
  await until(() => titles(page), ["Do URGENT", "Do CALM"]);
});

/** What is no weight, how it is entered, and the sentence. */
const NO_WEIGHTS = [
  ["7", (field) => set(field, "7"), /value_weights\.business_value: 7 is not between 0 and 1/],
  ["-1", (field) => set(field, "-1"), /value_weights\.business_value: -1 is not between 0 and 1/],
  ["nothing", (field) => set(field, ""), /Business value: .* is not a number/],
  // A number field takes an e, and then holds no number.
  [
    "high",
    async (field) => (await field.fill(""), await field.pressSequentially("high e"), await field.blur()),
    /Business value: .* is not a number/,
  ],
];
scene("what is no weight is answered with a sentence and not taken", async ({ page }) => {
  await importItems(page, RIVALS);
  for (const [what, enter, sentence] of NO_WEIGHTS) {
    await go(page, "Settings");
    await enter(number(page, "Business value"));
    await until(() => alerts(page).first().textContent(), sentence);
    await main(page).getByText("The policy is the specification's own.").waitFor();
    await go(page, "Brief");
    await go(page, "Settings");
    assert.equal(await number(page, "Business value").inputValue(), "0.25", what);
  }
});

scene("a gate that is moved escalates from the next cycle on", async ({ page }) => {
  await importItems(page, [item("MIDDLING", { confidence_score: 0.7 })]);
  await go(page, "Settings");
  await set(number(page, "Confidence below"), "0.8");
  await runCycle(page);
  await go(page, "Decide");
  await until(() => heading(page).textContent(), "1 decision for you");
});

scene("instances can be added, limited and removed, and take work accordingly", async ({ page }) => {
  await go(page, "Settings");
  const name = page.getByRole("textbox", { name: "New instance" });
  for (const [text, sentence] of [
    ["", /an instance needs a name/],
    ["GeneralPurposeInstance", /is there already; names must differ/],
  ]) {
    await name.fill(text);
    await button(page, "Add").click();
    await until(() => alerts(page).first().textContent(), sentence);
  }
  await name.fill("Writer");
  await button(page, "Add").click();
  await set(page.getByRole("textbox", { name: "Tags of Writer" }), "docs, manual");
  await set(page.getByRole("spinbutton", { name: "Capacity of Writer" }), "1");
  for (const other of ["GeneralPurposeInstance", "QuantumAnalysisInstance"]) {
    await button(page, `Remove ${other}`).click();
    await button(page, `Remove ${other}`).waitFor({ state: "detached" });
  }
  await set(page.getByRole("spinbutton", { name: "Capacity of Writer" }), "-2");
  await until(() => alerts(page).first().textContent(), /capacity: “-2” is not a whole number of 0 or more/);

  await importItems(page, [item("ONE", { tags: ["docs"], urgency_level: 5 }), item("TWO", { tags: ["docs"] }), item("CODE")]);
  await runCycle(page);
  await go(page, "Backlog");
  await row(page, "Do ONE").getByText("In progress").waitFor();
  for (const [other, why] of [
    ["Do TWO", /no instance has room|is full/],
    ["Do CODE", /no capable instance/],
  ]) {
    await page.getByRole("link", { name: other }).click();
    await detail(page).getByRole("heading", { name: other }).waitFor();
    await detail(page).getByText("Pending", { exact: true }).waitFor();
    await detail(page).getByText(why).first().waitFor();
  }
});

const REGISTRY = {
  last_updated: "2026-01-05T09:00:00Z",
  instances: [
    { instance_id: "eng_1", name: "Engineer", capabilities: [{ name: "code" }, { name: "docs" }], max_concurrent_tasks: 1 },
    { instance_id: "eng_2", capabilities: ["search"], status: "active" },
    { name: "GeneralPurposeInstance", capabilities: [] },
    { name: "Retired", capabilities: ["code"], status: "offline" },
    { capabilities: ["code"] },
  ],
};
scene("the instances of a registry take work once they are let", async ({ page }) => {
  await go(page, "Sources");
  await pick(page, { "registry.json": JSON.stringify(REGISTRY) });
  const registry = source(page, "registry.json");
  await registry.getByText("Offers 3 instances: Engineer, eng_2, GeneralPurposeInstance").waitFor();
  await registry.getByText("1 problem, 1 passed over").click();
  await registry.getByText("instances[4]: an instance without a name; left out").waitFor();
  await registry.getByText("instances: 1 (the registry says they are offline or in maintenance)").waitFor();

  await go(page, "Settings");
  assert.equal(await button(page, "Remove Engineer").count(), 0);
  await go(page, "Sources");
  await registry.getByRole("button", { name: "Let them take work" }).click();
  await says(page, "They take work that has one of their capabilities as a tag, from the next cycle on.");
  assert.equal(await registry.getByRole("button", { name: "Let them take work" }).count(), 0);

  await go(page, "Settings");
  for (const [name, tags, capacity] of [
    ["Engineer", "code, docs", "1"],
    ["eng_2", "search", ""],
    ["GeneralPurposeInstance", "", ""],
  ]) {
    assert.equal(await page.getByRole("textbox", { name: `Tags of ${name}`, exact: true }).inputValue(), tags);
    assert.equal(await page.getByRole("spinbutton", { name: `Capacity of ${name}`, exact: true }).inputValue(), capacity);
  }
  await importItems(page, [item("CODE", { tags: ["code"] })]);
  await runCycle(page);
  await go(page, "Backlog");
  await page.getByRole("link", { name: "Do CODE" }).click();
  await detail(page).getByText("Engineer", { exact: true }).first().waitFor();
  await go(page, "Settings");
  await button(page, "Remove Engineer").click();
  await go(page, "Sources");
  await registry.getByRole("button", { name: "Let them take work" }).waitFor();
});

scene("themes decide what is aligned, and a bad weight is not taken", async ({ page }) => {
  await importItems(page, [item("PLAIN"), item("LOSS", { description: "Stop the data loss" })]);
  await go(page, "Settings");
  const themes = page.getByRole("textbox", { name: "Themes" });
  await set(themes, "data loss = much");
  await until(() => alerts(page).first().textContent(), /“much” is not a weight from 0 to 1/);
  await set(themes, "data loss = 1");
  await go(page, "Backlog");
  await until(() => titles(page), ["Stop the data loss", "Do PLAIN"]);
});

scene("erasing asks first, then leaves nothing behind", async ({ page }) => {
  await importItems(page, RIVALS);
  await go(page, "Settings");
  const sure = page.getByRole("dialog", { name: "Erase all data?" });
  await button(page, "Erase all data…").click();
  await sure.getByRole("button", { name: "Keep it" }).click();
  await sure.waitFor({ state: "hidden" });
  await go(page, "Backlog");
  await until(() => titles(page).then((all) => all.length), 2);
  await go(page, "Settings");
  await button(page, "Erase all data…").click();
  await sure.getByRole("button", { name: "Erase all data" }).click();
  await says(page, "Everything is erased.");
  const { journal, checkpoint, set_aside } = await stored(page);
  assert.deepEqual({ journal, checkpoint, set_aside }, { journal: [], checkpoint: [], set_aside: [] });
  for (const again of [false, true]) {
    if (again) await page.reload();
    await go(page, "Brief");
    await until(() => heading(page).textContent(), "Nothing has been harvested yet.");
  }
});

scene("the journal can be downloaded, whole and by its name", async ({ page }) => {
  await importItems(page, RIVALS);
  await runCycle(page);
  await go(page, "Settings");
  const { name, text } = await download(page, "Download the journal");
  assert.match(name, /^autonomous_orchestrator_\d{8}_\d{6}\.jsonl$/);
  const [header, ...entries] = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(Object.keys(header), ["format", "version"]);
  assert.deepEqual(
    entries.map(({ seq }) => seq),
    entries.map((_, at) => at + 1),
  );
  assert.ok(entries.some(({ command }) => command === "Run cycle"));
  await button(page, "Download what was set aside").click();
  await messages(page).getByText("Nothing was ever set aside.").waitFor();
});
