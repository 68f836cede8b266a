// The Keyholder decides: with the mouse or the keys, with evidence in view, and can take it back.
import assert from "node:assert/strict";
import { ESCALATING, item } from "./support/items.mjs";
import { button, detail, go, heading, importItems, main, row, runCycle, says, shownStatus, titles } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const waiting = (page) => main(page).getByRole("region", { name: "Waiting decisions" });
const cases = (page) => waiting(page).getByRole("link");
const theCase = (page) => main(page).getByRole("article", { name: "The case" });
const dialog = (page, name) => page.getByRole("dialog", { name });
const isOpen = (page, title) => theCase(page).getByRole("heading", { level: 2, name: title }).waitFor();

async function escalated(page, items = ESCALATING) {
  await importItems(page, items);
  await runCycle(page);
  await go(page, "Decide");
  await until(() => heading(page).textContent(), `${items.length} decision${items.length === 1 ? "" : "s"} for you`);
}

/** What crosses each gate, and its evidence. */
const EVIDENCE = [
  ["Summarise the long meeting", "Low confidence", "0.3"],
  ["Publish the access log", "Ethical flag", "personal data"],
  ["Move to the new cluster", "Over budget", "24 %"],
  ["Wait for the certificate", "Blocked", "the authority does not answer"],
  ["Scope creep: the settings page has nine tabs", "Scope grew", ""],
];
scene("every gate that is crossed brings its item, with reason and evidence", async ({ page }) => {
  await escalated(page);
  await until(() => cases(page).count(), EVIDENCE.length);
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "5 decisions waiting" }).waitFor();
  for (const [title, reason, evidence] of EVIDENCE) {
    await cases(page).filter({ hasText: title }).click();
    await isOpen(page, title);
    const why = theCase(page).getByRole("definition").first();
    await why.getByText(reason).waitFor();
    assert.ok((await why.textContent()).includes(evidence), await why.textContent());
    await theCase(page)
      .getByRole("img", { name: /escalates/ })
      .first()
      .waitFor();
    await theCase(page).getByText("If you do nothing").waitFor();
  }
});

scene("what is approved goes out in the next cycle", async ({ page }) => {
  await escalated(page);
  await isOpen(page, "Summarise the long meeting");
  await button(page, "Approve").click();
  await says(page, "“Summarise the long meeting” approved: its gates let it pass in the next cycle.");
  await until(() => heading(page).textContent(), "4 decisions for you");
  await runCycle(page);
  await until(() => heading(page).textContent(), "4 decisions for you");
  await go(page, "Backlog");
  await row(page, "Summarise the long meeting").getByText("In progress").waitFor();
});

scene("what is adjusted has its new values and goes out", async ({ page }) => {
  await escalated(page, [ESCALATING[2]]);
  await button(page, "Adjust").click();
  const form = dialog(page, "Adjust, then let it proceed");
  await form.getByRole("button", { name: "Adjust and proceed" }).click();
  await form.getByText("Nothing is changed yet.").waitFor();
  await form.getByLabel("Urgency, 1 to 5").fill("9");
  await form.getByRole("button", { name: "Adjust and proceed" }).click();
  await form
    .getByRole("alert")
    .getByText(/urgency_level/)
    .waitFor();
  await form.getByLabel("Urgency, 1 to 5").fill("4");
  await form.getByLabel("Effort, days").fill("2.5");
  await form.getByLabel("Over budget, 0.1 is 10 %").fill("0.05");
  await form.getByLabel("Note").fill("Agreed with the owner");
  await form.getByRole("button", { name: "Adjust and proceed" }).click();
  await form.waitFor({ state: "hidden" });
  await until(() => heading(page).textContent(), "Nothing needs you.");
  await runCycle(page);
  await go(page, "Backlog");
  const moved = row(page, "Move to the new cluster");
  for (const text of ["In progress", "4", "2.5"]) await moved.getByRole("cell", { name: text, exact: true }).waitFor();
});

/** The ways to override; each says what becomes of the item. */
const WAYS = [
  [
    "Decline",
    async () => {},
    async (page) => {
      await shownStatus(page, "Completed");
      await until(() => titles(page), ["Publish the access log"]);
    },
  ],
  [
    "Defer",
    async (form) => form.getByLabel("Until", { exact: true }).fill("2099-01-01"),
    async (page) => {
      await row(page, "Publish the access log")
        .getByText(/Pending|Blocked/)
        .waitFor();
      await page.getByRole("link", { name: "Publish the access log" }).click();
      await detail(page)
        .getByText(/deferred/)
        .first()
        .waitFor();
    },
  ],
  [
    "Assign",
    async (form) => form.getByRole("combobox", { name: "Instance" }).selectOption("QuantumAnalysisInstance"),
    async (page) => {
      await row(page, "Publish the access log").getByText("In progress").waitFor();
      await page.getByRole("link", { name: "Publish the access log" }).click();
      await detail(page).getByText("QuantumAnalysisInstance").first().waitFor();
    },
  ],
];
for (const [way, fill, check] of WAYS) {
  scene(`an override that says “${way}” needs a reason and is carried out`, async ({ page }) => {
    await escalated(page, [ESCALATING[1]]);
    await button(page, "Override").click();
    const form = dialog(page, "Override");
    await form.getByRole("radio", { name: new RegExp(`^${way}`) }).check();
    await fill(form);
    const send = form.getByRole("button", { name: "Override" });
    await send.click();
    assert.equal(await form.getByLabel("Why").evaluate((field) => field.validity.valid), false);
    await form.getByLabel("Why").fill("   ");
    await send.click();
    await form.getByRole("alert").getByText("Say why in a few words").waitFor();
    await form.getByLabel("Why").fill("The privacy lead said so");
    await send.click();
    await form.waitFor({ state: "hidden" });
    await until(() => heading(page).textContent(), "Nothing needs you.");
    await runCycle(page);
    await until(() => heading(page).textContent(), "Nothing needs you.");
    await go(page, "Backlog");
    await check(page);
  });
}

scene("a deferral until another item is done is refused where there is no such item", async ({ page }) => {
  await escalated(page, [ESCALATING[1]]);
  await page.keyboard.press("3");
  const form = dialog(page, "Override");
  await form.getByRole("radio", { name: /^Defer/ }).check();
  await form.getByLabel("Or until this item is done").fill("NOWHERE");
  await form.getByLabel("Why").fill("Later");
  await form.getByRole("button", { name: "Override" }).click();
  await form.getByRole("alert").getByText("there is no work item “NOWHERE”").waitFor();
  await form.getByRole("button", { name: "Cancel" }).click();
  await form.waitFor({ state: "hidden" });
  await until(() => heading(page).textContent(), "1 decision for you");
});

scene("j and k move between the cases, and what is taken back stands where it stood", async ({ page }) => {
  await escalated(page);
  await page.keyboard.press("j");
  await isOpen(page, "Publish the access log");
  await page.keyboard.press("k");
  await isOpen(page, "Summarise the long meeting");
  await page.keyboard.press("1");
  await until(() => heading(page).textContent(), "4 decisions for you");
  await page.keyboard.press("z");
  await says(page, /^Undone/);
  await until(() => heading(page).textContent(), "5 decisions for you");
  await isOpen(page, "Summarise the long meeting");
});

scene("keys that follow each other at once act on the case that each of them led to", async ({ page }) => {
  await escalated(page);
  await page.evaluate(async () => {
    for (const key of ["j", "j", "k", "1"]) {
      window.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
      // What the page does at once is done, and no event came in between.
      for (let turns = 0; turns < 100; turns += 1) await null;
    }
  });
  await says(page, "“Publish the access log” approved: its gates let it pass in the next cycle.");
});

scene("cases that wait for one reason get one answer, and it is taken back in one step", async ({ page }) => {
  const unsure = (id) => item(id, { confidence_score: 0.3 });
  await escalated(page, [ESCALATING[1], unsure("ONE"), unsure("TWO"), unsure("THREE")]);
  await cases(page).filter({ hasText: "Do TWO" }).click();
  await isOpen(page, "Do TWO");
  const alike = page.getByRole("checkbox", { name: "The same answer for 2 other cases that wait for this reason" });
  await alike.check();
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await isOpen(page, "Do TWO");
  await until(() => alike.isChecked(), false);
  await alike.check();
  await button(page, "Override").click();
  const form = dialog(page, "Override");
  await form.getByLabel("Why").fill("The question is moot");
  await form.getByRole("button", { name: "Override" }).click();
  await says(page, "3 items overridden.");
  await until(() => heading(page).textContent(), "1 decision for you");
  assert.equal(await alike.count(), 0);
  await page.keyboard.press("z");
  await says(page, "Undone: Override on 3 items.");
  await until(() => heading(page).textContent(), "4 decisions for you");
});

scene("an item that is stuck can be let go before it comes to be decided", async ({ page }) => {
  await importItems(page, [item("STRAY", { dependencies: ["NOWHERE"] })]);
  await runCycle(page);
  await go(page, "Backlog");
  await page.getByRole("link", { name: "Do STRAY" }).click();
  await detail(page).getByRole("button", { name: "Approve anyway" }).click();
  await runCycle(page);
  await row(page, "Do STRAY").getByText("In progress").waitFor();
  assert.equal(await detail(page).getByRole("button", { name: "Approve anyway" }).count(), 0);
});

scene("a decision can be undone from its message, and each answer is remembered", async ({ page }) => {
  await escalated(page, ESCALATING.slice(0, 1));
  await button(page, "Approve").click();
  await page.getByRole("log").getByRole("button", { name: "Undo" }).click();
  await until(() => heading(page).textContent(), "1 decision for you");
  await button(page, "Approve").click();
  await main(page).getByRole("heading", { name: "Decided" }).waitFor();
  await main(page).getByRole("listitem").filter({ hasText: "Summarise the long meeting" }).getByText("Approve").waitFor();
});

scene("an item that waits for an open one is not escalated", async ({ page }) => {
  await importItems(page, [item("FIRST"), item("SECOND", { dependencies: ["FIRST"] })]);
  await runCycle(page);
  await go(page, "Decide");
  await until(() => heading(page).textContent(), "Nothing needs you.");
  await go(page, "Backlog");
  await row(page, "Do SECOND").getByText("Blocked").waitFor();
});
