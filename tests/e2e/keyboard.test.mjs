// Every key of the list does what it says.
import assert from "node:assert/strict";
import { ESCALATING, item, many } from "./support/items.mjs";
import { at, detail, go, heading, importItems, messages, row, rows, runCycle, says, titles, work } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const press = async (page, keys) => {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
};

/** Opens the chosen item, and closes it again. */
async function isChosen(page, title) {
  await press(page, "Enter");
  await detail(page).getByRole("heading", { name: title, exact: true }).waitFor();
  await press(page, "Escape");
  await detail(page).waitFor({ state: "detached" });
}

/** The keys of the list by the screen they are tried on, and what each has done. */
const KEYS = {
  Brief: {
    r: async (page) => {
      await press(page, "r");
      await says(page, /^Cycle 2:/);
    },
    "?": async (page) => {
      await press(page, "?");
      const keys = page.getByRole("dialog", { name: "Keys" });
      await keys.waitFor();
      await press(page, "r");
      assert.equal(
        await messages(page)
          .getByText(/^Cycle 3:/)
          .count(),
        0,
        "keys rest while a dialog is open",
      );
      await keys.getByRole("button", { name: "Close" }).click();
      await keys.waitFor({ state: "hidden" });
    },
    "Ctrl K": async (page) => {
      await press(page, "Control+k");
      await opens(page, "Find or do anything");
    },
    "g d": async (page) => (await press(page, "g d"), at(page, "Decide")),
    "g l": async (page) => (await press(page, "g l"), at(page, "Backlog")),
    "g s": async (page) => (await press(page, "g s"), at(page, "Sources")),
    "g ,": async (page) => (await press(page, "g ,"), at(page, "Settings")),
    "g b": async (page) => (await press(page, "g b"), at(page, "Brief")),
  },
  Backlog: {
    "j / k": async (page) => {
      const all = await titles(page);
      await press(page, "j j k");
      await isChosen(page, all[1]);
    },
    Enter: async (page) => {
      const all = await titles(page);
      await press(page, "Enter");
      await detail(page).getByRole("heading", { name: all[1] }).waitFor();
      await press(page, "j");
      await detail(page).getByRole("heading", { name: all[2] }).waitFor();
      await press(page, "Escape");
      await detail(page).waitFor({ state: "detached" });
    },
    "/": async (page) => {
      await press(page, "/");
      await until(() => page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Search the backlog");
      await page.keyboard.type("cluster");
      await until(() => titles(page), ["Move to the new cluster"]);
      assert.equal(
        await messages(page)
          .getByText(/^Cycle 2:/)
          .count(),
        0,
        "letters in a field are no keys",
      );
    },
    Escape: async (page) => {
      await press(page, "/");
      await press(page, "Escape");
      await until(() => page.evaluate(() => document.activeElement.tagName), "H1");
    },
  },
  Decide: {
    "1 / 2 / 3": async (page) => {
      await press(page, "2");
      await opens(page, "Adjust, then let it proceed");
      await press(page, "3");
      await opens(page, "Override");
      await press(page, "1");
      await until(() => heading(page).textContent(), "4 decisions for you");
    },
    z: async (page) => {
      await press(page, "z");
      await until(() => heading(page).textContent(), "5 decisions for you");
    },
    x: async (page) => {
      await importItems(page, [item("DOUBT", { confidence_score: 0.2 })]);
      await runCycle(page);
      await go(page, "Decide");
      await until(() => heading(page).textContent(), "6 decisions for you");
      const alike = page.getByRole("checkbox", { name: "The same answer for 1 other case that waits for this reason" });
      for (const is of [true, false]) {
        await press(page, "x");
        await until(() => alike.isChecked(), is);
      }
    },
  },
};

/** Waits for a dialog and closes it. */
async function opens(page, name) {
  const dialog = page.getByRole("dialog", { name });
  await dialog.waitFor();
  await press(page, "Escape");
  await dialog.waitFor({ state: "hidden" });
}

scene("every key of the list is tried here", async ({ page }) => {
  await page.keyboard.press("?");
  const listed = await page.getByRole("dialog", { name: "Keys" }).getByRole("term").allTextContents();
  assert.deepEqual(listed.map((key) => key.trim()).sort(), Object.values(KEYS).flatMap(Object.keys).sort());
});

for (const [screen, keys] of Object.entries(KEYS)) {
  scene(`on ${screen} these keys do what the list says: ${Object.keys(keys).join("   ")}`, async ({ page }) => {
    await importItems(page, [...ESCALATING, item("PLAIN")]);
    await runCycle(page);
    await go(page, screen);
    for (const act of Object.values(keys)) {
      await heading(page).focus();
      await act(page);
    }
  });
}

scene("the list can be walked to its end by keyboard", async ({ page }) => {
  await importItems(page, many(60));
  await go(page, "Backlog");
  await heading(page).focus();
  for (let step = 0; step < 70; step += 1) await page.keyboard.press("j");
  const last = rows(page).last();
  await until(() => last.getAttribute("aria-rowindex"), "61");
  const [row, frame] = [await last.boundingBox(), await work(page).boundingBox()];
  assert.ok(row.y + row.height <= frame.y + frame.height + 1 && row.y >= frame.y, "the chosen row is in view");
  await isChosen(page, await last.getByRole("link").textContent());
});

scene("Enter goes into the opened item and Escape back to the list, which follows what is opened elsewhere", async ({ page }) => {
  await importItems(page, many(300));
  await go(page, "Backlog");
  await row(page, "W-").first().waitFor();
  const focused = () => page.evaluate(() => document.activeElement.tagName + document.activeElement.className);
  await page.keyboard.press("Enter");
  await until(focused, "H2");
  await page.keyboard.press("Escape");
  await until(focused, "DIVpanel frame");
  const opened = "Test the upload, part 203";
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find or do anything" }).fill("W-203");
  await page.getByRole("option", { name: opened }).first().click();
  await page.getByRole("complementary", { name: "Item" }).getByRole("heading", { level: 2, name: opened }).waitFor();
  await row(page, "W-203").first().waitFor();
  const below = await row(page, "W-203").first().evaluate((line) => line.nextElementSibling.querySelector("a").textContent);
  await page.keyboard.press("j");
  await page.getByRole("complementary", { name: "Item" }).getByRole("heading", { level: 2, name: below }).waitFor();
});

scene("in Decide the keys keep the case in sight", async ({ page }) => {
  await importItems(page, Array.from({ length: 30 }, (_, number) => item(`UNSURE-${number}`, { confidence_score: 0.3 })));
  await runCycle(page);
  await go(page, "Decide");
  await until(() => heading(page).textContent(), "30 decisions for you");
  for (let step = 0; step < 25; step += 1) await page.keyboard.press("j");
  const chosen = page.getByRole("region", { name: "Waiting decisions" }).getByRole("link").and(page.locator("[aria-current]"));
  await until(() => chosen.evaluate((link) => link === document.activeElement), true);
  const { y, height } = await chosen.boundingBox();
  assert.ok(y >= 0 && y + height <= 900, `the chosen case is at ${y}`);
});

scene("the focus goes to what stands in the place of a control that was used", async ({ page }) => {
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await go(page, "Sources");
  await page.getByLabel("Text to harvest").fill("# Plan\n\n## Next Steps\n\n- [ ] Do the first thing\n");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await until(focused, "Take it in");
  await page.keyboard.press("Enter");
  await until(focused, /^Sources/);
  await go(page, "Backlog");
  await press(page, "Enter");
  await detail(page).getByRole("heading", { name: "Do the first thing", exact: true }).waitFor();
});
