// Everything GitHub can answer instead of issues: each gets its sentence, and nothing that is held gets lost.
import assert from "node:assert/strict";
import { tokens } from "../github/tokens.mjs";
import { plain } from "./support/issues.mjs";
import { complete, dismiss, go, harvest, messages, progress, shows, source } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { hurry, until } from "./support/until.mjs";

const { scene } = await stage();

// Two pages each.
const NAMES = ["acme/one", "acme/two", "acme/three", "acme/four", "acme/five", "acme/six"];
const EACH = 105;
const HELD = "acme/held";
const clock = "2026-11-02T08:00:00Z";
const settings = {
  repositories: Object.fromEntries([...NAMES.map((name) => [name, plain(name, EACH)]), [HELD, plain(HELD, 3)]]),
  clock,
  now: () => clock,
  // The browser itself notes every answer that is no success; the page adds nothing to that.
  expects: [/^error: Failed to load resource: /],
};

async function holds(page, count) {
  await go(page, "Backlog");
  await shows(page, count);
  await go(page, "Sources");
}

const TROUBLE = "GitHub has trouble of its own. What was read is kept; continue in a while.";
const BROKEN = "GitHub's answer was cut off or garbled. What was read is kept.";
/** What the second page is answered with, how often in a row, the sentence for it, and what can be done. */
const STOPS = {
  "a refusal": [
    ["bad-credentials", 1, "GitHub does not accept this token: it is wrong, expired or revoked.", "Add a token"],
    ["not-found", 1, "There is no such repository, or it is private.", "Add a token"],
    ["gone", 1, "GitHub says that this is gone for good.", "Remove"],
    ["blocked", 1, "GitHub has blocked access to this repository.", "Remove"],
  ],
  "a server in trouble": [
    ["server-error", 4, TROUBLE],
    ["bad-gateway", 4, TROUBLE],
    ["unavailable", 4, TROUBLE],
  ],
  "an answer that breaks off": [
    ["dropped", 4, "GitHub could not be reached. Check the connection, then continue."],
    ["cut-off", 4, BROKEN],
    ["truncated", 4, BROKEN],
    ["html", 4, BROKEN],
  ],
};
for (const [what, faults] of Object.entries(STOPS)) {
  scene(`${what} is told of, what was read is kept, and the harvest can go on`, settings, async ({ page, github }) => {
    for (const [at, [fault, times, sentence, remedy = "Continue"]] of faults.entries()) {
      const name = NAMES[at];
      for (let left = times; left > 0; left -= 1) github.at(2, fault);
      await harvest(page, name);
      await hurry(page, messages(page).getByText(`${name}: ${sentence}`));
      await source(page, name).getByText(`Stopped: ${sentence}`).waitFor();
      await dismiss(page);
      await holds(page, at * EACH + 100);
      github.clearFaults();
      const goOn = source(page, name).getByRole("button", { name: "Continue" });
      if (remedy === "Remove") {
        // It can only be removed, unless the person names it again.
        assert.equal(await goOn.count(), 0);
        await harvest(page, name);
      } else {
        await source(page, name).getByRole("button", { name: remedy }).click();
        if (remedy === "Add a token") {
          const field = page.getByLabel("Token", { exact: true });
          await until(() => field.evaluate((node) => node === document.activeElement), true);
          await goOn.click();
        }
      }
      await complete(page, name);
      await holds(page, (at + 1) * EACH);
    }
  });
}

/** What passes by itself, and what the page says while it waits. */
const WAITS = [
  ["retry-after", { seconds: 9 }, /GitHub asks for a pause: on in 0:09; 100 records are kept/],
  ["retry-now", {}, null],
  ["secondary", {}, /GitHub asks for a pause: on in 1:00/],
  ["primary", { resetIn: 300 }, /The hourly budget is spent: on in \d:\d\d/],
  ["server-error", {}, /Trying again: on in 0:01/],
  ["cut-off", {}, /Trying again: on in 0:01/],
];
// GitHub's clock goes with the page's, which is moved on.
let time = clock;
const together = { ...settings, now: () => time };
scene("what passes by itself is waited for, and the harvest goes on alone", together, async ({ page, github }) => {
  const told = await listen(page);
  for (const [at, [fault, options, words]] of WAITS.entries()) {
    const name = NAMES[at];
    time = await page.evaluate(() => Date.now());
    github.at(2, fault, options);
    await harvest(page, name);
    if (words) await until(async () => (await told()).join("\n"), new RegExp(`Reading ${name} ${words.source}`));
    await hurry(page, source(page, name).getByText("Complete", { exact: true }));
    assert.equal(github.journal.filter((entry) => entry.fault === fault).length, 1);
    await dismiss(page);
    await source(page, name).getByText(`${EACH} open, 0 finished`).waitFor();
  }
});

/** Notes everything the bar says from now on; gives the function that tells it. */
async function listen(page) {
  await page.getByRole("banner").evaluate((bar) => {
    window.told = [];
    new MutationObserver(() => {
      const text = bar.querySelector("[role=status]")?.textContent;
      if (text && text !== window.told.at(-1)) window.told.push(text);
    }).observe(bar, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => window.told);
}

scene("a message does not cover the button that answers it", settings, async ({ page, github }) => {
  for (const name of NAMES.slice(0, 3)) {
    github.at(2, "not-found");
    await harvest(page, name);
    await messages(page).getByText(`${name}: There is no such repository`).waitFor();
  }
  for (const name of NAMES.slice(0, 3)) await source(page, name).getByRole("button", { name: "Continue" }).click();
});

scene("a wait for the budget can be called off", settings, async ({ page, github }) => {
  const [name] = NAMES;
  github.at(2, "primary", { resetIn: 3000 });
  await harvest(page, name);
  await until(() => progress(page).textContent(), /The hourly budget is spent/);
  await progress(page).getByRole("button", { name: "Cancel" }).click();
  await hurry(page, source(page, name).getByRole("button", { name: "Continue" }).and(page.locator(":enabled")));
  await source(page, name).getByText("Stopped: you stopped it").waitFor();
  await holds(page, 100);
});

/** What a token does not let in. */
const REFUSED = [
  ["noIssues", "The token lacks the permission to read this repository's issues."],
  ["saml", "The organisation asks for single sign-on: authorize the token for it on GitHub, then continue."],
  ["expired", "GitHub does not accept this token: it is wrong, expired or revoked."],
];
scene("a token that does not let in is told of, and what is held stays", settings, async ({ page }) => {
  await harvest(page, HELD);
  await complete(page, HELD);
  for (const [at, [token, sentence]] of REFUSED.entries()) {
    await harvest(page, NAMES[at], tokens[token]);
    await messages(page).getByText(`${NAMES[at]}: ${sentence}`).waitFor();
    await source(page, HELD).getByText("3 open, 0 finished").waitFor();
    await dismiss(page);
    await holds(page, 3);
  }
});

scene("a repository that is not there is told of, and is no source", settings, async ({ page }) => {
  await harvest(page, "acme/nowhere");
  await messages(page).getByText("acme/nowhere: There is no such repository, or it is private.").waitFor();
  assert.equal(await source(page, "acme/nowhere").count(), 0);
});

scene(
  "without a network the page says so, keeps what it has, and goes on when there is one",
  settings,
  async ({ page, github }) => {
    const [name] = NAMES;
    github.at(2, "slow");
    await harvest(page, name);
    await github.held();
    await until(() => progress(page).textContent(), /100 records/);
    await page.context().setOffline(true);
    github.release();
    await hurry(page, messages(page).getByText(`${name}: GitHub could not be reached.`));
    await source(page, name).getByText("In part").waitFor();
    await page.context().setOffline(false);
    await source(page, name).getByRole("button", { name: "Continue" }).click();
    await complete(page, name);
    await holds(page, EACH);
  },
);
