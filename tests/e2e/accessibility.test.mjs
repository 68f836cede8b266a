// axe-core on every screen: empty and full, wide and light, narrow and dark; and nothing wider than a phone.
import { ESCALATING, item, many } from "./support/items.mjs";
import { assertAccessible, assertFits } from "./support/axe.mjs";
import {
  button,
  detail,
  dismiss,
  go,
  heading,
  importItems,
  look,
  main,
  pick,
  runCycle,
  SCREENS,
  source,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const { scene } = await stage();

// Colours know no width and widths no colour, so two of the four looks show everything.
const LOOKS = [
  ["wide, light", { size: { width: 1440, height: 900 }, dark: false }],
  ["narrow, dark", { size: { width: 390, height: 844 }, dark: true }],
];

async function assertGood(page, what) {
  await assertAccessible(page, what);
  await assertFits(page, what);
}

async function everyScreen(page, state) {
  for (const screen of SCREENS) {
    await go(page, screen);
    await heading(page).waitFor();
    await assertGood(page, `${screen}, ${state}`);
  }
}

const LONG = item("LONG", {
  description: `Mend ${"averylongwordwithoutanybreak".repeat(8)}`,
  dependencies: ["LOST", "W-1"],
  tags: ["a".repeat(90)],
  details: "x".repeat(400),
});

for (const [way, options] of LOOKS) {
  scene(`every screen is accessible and fits: ${way}`, options, async ({ page }) => {
    await everyScreen(page, "empty");
    await importItems(page, [...ESCALATING, LONG, ...many(40)]);
    await pick(page, { "broken.json": '[{"id":"A","description":"b","urgency_level":9}' });
    await source(page, "broken.json")
      .getByText(/problem/)
      .click();
    await runCycle(page);
    await dismiss(page);
    await everyScreen(page, "full");

    await go(page, "Backlog");
    await page.getByRole("searchbox").fill("LONG");
    await page.getByRole("link", { name: "averylongword" }).click();
    await detail(page).getByRole("heading", { name: "averylongword" }).waitFor();
    await assertGood(page, "the detail of an item");
  });

  scene(`dialogs, messages and previews are accessible and fit: ${way}`, options, async ({ page }) => {
    await look(page, '[{"id":"A","description":"Do A","urgency_level":9,"effort_estimate":1}]');
    await assertGood(page, "the preview of a paste");
    await importItems(page, ESCALATING);
    await runCycle(page);
    await assertGood(page, "a message");
    await dismiss(page);
    await go(page, "Decide");
    for (const [name, open] of [
      ["Adjust, then let it proceed", () => button(page, "Adjust").click()],
      ["Override", () => button(page, "Override").click()],
      ["Keys", () => page.keyboard.press("?")],
      ["Find or do anything", () => page.keyboard.press("Control+k")],
    ]) {
      await open();
      const dialog = page.getByRole("dialog", { name });
      await dialog.waitFor();
      if (name === "Override") await dialog.getByRole("radio", { name: /^Defer/ }).check();
      await assertGood(page, `the dialog ${name}`);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "hidden" });
    }
    await button(page, "Approve").click();
    await main(page).getByRole("heading", { level: 1, name: "4 decisions for you" }).waitFor();
    await assertGood(page, "a message that can be undone");
  });
}
