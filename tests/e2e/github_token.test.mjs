// The token: sent to GitHub in a header and found nowhere else, neither while it is used nor afterwards.
import assert from "node:assert/strict";
import { tokens } from "../github/tokens.mjs";
import { plain } from "./support/issues.mjs";
import { button, complete, download, go, harvest, main, messages, says, source } from "./support/page.mjs";
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

  await go(page, "Settings");
  const journal = await download(page, "Download the journal");
  await go(page, "Brief");
  const snapshot = await download(page, "Download snapshot");
  assert.ok(journal.text.includes(NAME) && snapshot.text.includes(NAME));
  const places = {
    stored: await stored(page),
    journal,
    snapshot,
    page: await page.content(),
    title: await page.title(),
    history: await page.evaluate(() => [location.href, JSON.stringify(history.state), window.name]),
    addresses: watched.asked,
    console: watched.said,
  };
  for (const [place, content] of Object.entries(places))
    assert.ok(!JSON.stringify(content).includes(token), `the token stands in: ${place}`);
});

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
