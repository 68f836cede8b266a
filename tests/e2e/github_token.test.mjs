// The token: sent to GitHub in a header and found nowhere else, neither while it is used nor afterwards.
import assert from "node:assert/strict";
import { issue, milestone } from "../github/issue.mjs";
import { tokens } from "../github/tokens.mjs";
import { plain } from "./support/issues.mjs";
import { item } from "./support/items.mjs";
import { failure } from "./support/log.mjs";
import {
  SCREENS,
  button,
  complete,
  detail,
  download,
  go,
  harvest,
  look,
  main,
  messages,
  pick,
  rows,
  runCycle,
  says,
  source,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";
import { stored } from "./support/stored.mjs";
import { until } from "./support/until.mjs";

const { scene } = await stage();

const NAME = "acme/vault";
const token = tokens.readOnly;
const repositories = { [NAME]: { issues: plain(NAME, 4), private: true } };
const asked = (github) => github.journal.filter(({ method }) => method === "GET");
const used = (github) => new Set(asked(github).map(({ headers }) => headers.authorization));

scene("a token opens a private repository and is kept nowhere", { repositories }, async ({ page, github, watched }) => {
  await harvest(page, NAME, token);
  await complete(page, NAME);
  assert.deepEqual(used(github), new Set([`Bearer ${token}`]));
  assert.ok(
    github.journal.every(
      ({ tokenInUrl, headers }) => !tokenInUrl && !JSON.stringify({ ...headers, authorization: "" }).includes(token),
    ),
  );
  await main(page).getByText("Token: in use").waitFor();
  assert.equal(await page.getByLabel("Token", { exact: true }).inputValue(), "");

  const places = await everywhere(page, watched);
  assert.ok(places.journal.text.includes(NAME) && places.snapshot.text.includes(NAME));
  assertNowhere(token, places);
});

/** All that the page shows, keeps, hands out, asks for and says, by place. */
async function everywhere(page, watched) {
  const seen = [];
  for (const screen of SCREENS) {
    await go(page, screen);
    seen.push(await page.content());
  }
  await go(page, "Settings");
  const journal = await download(page, "Download the journal");
  await go(page, "Brief");
  const snapshot = await download(page, "Download snapshot");
  return {
    stored: await stored(page),
    journal,
    snapshot,
    screens: seen,
    title: await page.title(),
    history: await page.evaluate(() => [location.href, JSON.stringify(history.state), window.name]),
    addresses: watched.asked,
    console: watched.said,
  };
}

function assertNowhere(secret, places) {
  for (const [place, content] of Object.entries(places))
    assert.ok(!JSON.stringify(content).includes(secret), `the token stands in: ${place}`);
}

const KINDS = [
  [tokens.readOnly, "a fine-grained token"],
  [`  ${tokens.classic}\t`, "a classic token, which reaches everything its owner can"],
  [`gho_${"aB3".repeat(12)}`, "an OAuth token"],
  [`ghs_${"aB3".repeat(12)}`, "a GitHub App's token"],
  [`ghr_${"aB3".repeat(12)}`, "a refresh token, which cannot read anything"],
];
scene("the field tells what kind a token is of, and keeps it to itself", { repositories }, async ({ page, github, watched }) => {
  await go(page, "Sources");
  const summary = main(page).getByText(/^Token: /);
  await until(() => summary.textContent(), "Token: none, and public repositories need none");
  await summary.click();
  const field = page.getByLabel("Token", { exact: true });
  const said = () => field.evaluate((node) => document.getElementById(node.getAttribute("aria-describedby")).textContent);
  for (const [text, kind] of KINDS) {
    await field.fill(text);
    await until(said, `This is ${kind}.`);
    assert.ok(!(await page.content()).includes(text.trim()));
  }
  for (const text of ["ghp_short", "hunter2hunter2hunter2hunter2", `${token} and more`]) {
    await field.fill(text);
    await until(said, "This does not look like a token of GitHub's.");
  }
  await field.fill("");
  await until(said, "");
  assert.equal(await field.getAttribute("type"), "password");

  await harvest(page, NAME, `  ${tokens.classic}\t`);
  await complete(page, NAME);
  await until(() => summary.textContent(), `Token: in use, ${KINDS[1][1]}`);
  assert.deepEqual(used(github), new Set([`Bearer ${tokens.classic}`]));
  assertNowhere(tokens.classic, await everywhere(page, watched));
});

scene("what GitHub's form is filled in with is the owner, and the right to read issues alone", async ({ page }) => {
  await go(page, "Sources");
  await main(page)
    .getByText(/^Token: /)
    .click();
  await page.getByRole("textbox", { name: "Repository" }).fill("https://github.com/acme/vault");
  const link = main(page).getByRole("link", { name: "Make one on GitHub" });
  const address = new URL(await link.getAttribute("href"));
  assert.equal(address.origin + address.pathname, "https://github.com/settings/personal-access-tokens/new");
  assert.equal(address.searchParams.get("target_name"), "acme");
  assert.deepEqual(
    [...address.searchParams.keys()].filter((key) => !["name", "description", "target_name"].includes(key)),
    ["issues"],
  );
});

const LEAKED = `ghp_${"Leaked9".repeat(6)}`;
const LEAKY = "acme/leaky";
/** Every item as the backlog's detail shows it. */
async function details(page) {
  const shown = [];
  await go(page, "Backlog");
  for (const link of await rows(page).getByRole("link").all()) {
    const title = await link.textContent();
    await link.click();
    await detail(page).getByRole("heading", { name: title, exact: true, level: 2 }).waitFor();
    shown.push(await detail(page).innerHTML());
  }
  return shown;
}

scene("a token that stands in a log, a document or a work item is cut down everywhere", async ({ page, watched }) => {
  const log = [failure(`use ${LEAKED}`, {}, `401 for ${LEAKED}`), `{"broken": "${LEAKED}`].join("\n");
  const preview = await look(page, log);
  await preview.getByText("401 for ghp_…").waitFor();
  assert.ok(!(await page.content()).includes(LEAKED));
  await button(page, "Take it in").click();
  await says(page, /taken in\.$/);
  await pick(page, {
    "items.json": JSON.stringify([
      item("KEY", { description: `Revoke ${LEAKED}`, details: LEAKED, tags: [LEAKED], ethical_flags: [LEAKED] }),
    ]),
    "plan.md": `# Plan ${LEAKED}\n\n## Next steps\n\n- [ ] Rotate ${LEAKED}\n`,
    "server.log": `2026-01-05 09:00:00 ERROR login failed with ${LEAKED}\n`,
  });
  await says(page, "3 work items from 3 files.");
  await runCycle(page);
  const shown = await details(page);
  assert.equal(shown.length, 4);
  assert.ok(shown.every((text) => text.includes("ghp_…")));
  assertNowhere(LEAKED, { shown, ...(await everywhere(page, watched)) });
});

scene(
  "a token that stands in an issue is cut down everywhere",
  {
    repositories: {
      [LEAKY]: [
        issue(LEAKY, {
          number: 1,
          title: `The log shows ${LEAKED}`,
          body: `Blocked by #2. It was called with \`Authorization: Bearer ${LEAKED}\`.\n\n- [ ] revoke ${LEAKED}`,
          labels: [`key ${LEAKED}`],
          milestone: milestone(LEAKY, 1, { title: `After ${LEAKED}` }),
        }),
        issue(LEAKY, { number: 2, state: "closed", title: `Old ${LEAKED}` }),
      ],
    },
  },
  async ({ page, watched }) => {
    await harvest(page, LEAKY);
    await complete(page, LEAKY);
    await runCycle(page);
    const shown = await details(page);
    assert.equal(shown.length, 1);
    assert.match(shown[0], /Authorization: Bearer ghp_…/);
    assertNowhere(LEAKED, { shown, ...(await everywhere(page, watched)) });
  },
);

scene(
  "a token lasts as long as the tab, and can be forgotten before",
  { repositories, expects: [/^error: Failed to load resource: .*404/] },
  async ({ page, github }) => {
    await harvest(page, NAME, token);
    await complete(page, NAME);
    await button(page, "Forget the token").click();
    await says(page, "The token is forgotten.");
    github.clearJournal();
    await source(page, NAME).getByRole("button", { name: "Harvest again" }).click();
    await messages(page).getByText("There is no such repository, or it is private.").waitFor();
    assert.deepEqual(used(github), new Set([undefined]));
    await source(page, NAME).getByText("4 open, 0 finished").waitFor();

    await harvest(page, NAME, token);
    await complete(page, NAME);
    await page.reload();
    await main(page).getByText("Token: none").waitFor();
    github.clearJournal();
    await source(page, NAME).getByRole("button", { name: "Harvest again" }).click();
    await until(() => github.journal.length > 0, true);
    assert.deepEqual(used(github), new Set([undefined]));
    await messages(page).getByText("There is no such repository, or it is private.").waitFor();
  },
);

scene(
  "a token is not sent when GitHub leads elsewhere",
  { repositories: { [NAME]: plain(NAME, 1) } },
  async ({ page, github }) => {
    // An item that names an address of its own cannot make the page ask there.
    github.repository(NAME).edit(1, { url: "https://example.com/repos/acme/vault/issues/1", html_url: "https://example.com/x" });
    await harvest(page, NAME, token);
    await complete(page, NAME);
    assert.ok(github.journal.every(({ host }) => host === "api.github.com"));
  },
);
