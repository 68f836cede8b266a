// Hostile content: whatever stands in titles, labels, bodies and file names is text, and nothing of it runs.
import assert from "node:assert/strict";
import { issue } from "../github/issue.mjs";
import { ESCALATING, item } from "./support/items.mjs";
import { failure } from "./support/log.mjs";
import {
  button,
  complete,
  detail,
  dismiss,
  download,
  go,
  harvest,
  heading,
  importItems,
  main,
  pick,
  row,
  runCycle,
  source,
} from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const { scene } = await stage();

const PWN = "window.__pwned=1";
const MARKUP = [
  `<script>${PWN}</script>`,
  `<img src=x onerror="${PWN}">`,
  `"><svg onload=${PWN}>`,
  `<iframe srcdoc="<script>parent.${PWN}</script>"></iframe>`,
  `javascript:${PWN}`,
  `{{constructor.constructor('${PWN}')()}}`,
];
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Nothing ran, nothing was made of it, and nothing hides what a reader sees. */
async function assertHarmless(page, where) {
  const found = await page.evaluate(() => ({
    pwned: window.__pwned,
    made: document.querySelectorAll(
      "main script, main iframe, main img[src], main [onerror], main [onload], main object, main embed",
    ).length,
    links: [...document.links].map((link) => link.href).filter((href) => !/^(https?:|blob:)/.test(href)),
    text: document.body.innerText,
    title: document.title,
  }));
  assert.equal(found.pwned, undefined, `something ran on ${where}`);
  assert.equal(found.made, 0, `an element was made on ${where}`);
  assert.deepEqual(found.links, [], where);
  assert.doesNotMatch(found.text + found.title, BIDI, `directions are overridden on ${where}`);
  assert.doesNotMatch(found.text, CONTROL, `control characters on ${where}`);
}

async function visitAll(page, open) {
  await runCycle(page);
  await dismiss(page);
  for (const screen of ["Brief", "Decide", "Backlog", "Sources", "Settings"]) {
    await go(page, screen);
    await assertHarmless(page, screen);
    if (screen === "Backlog") await open();
  }
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find or do anything" }).fill("script");
  await page.getByRole("listbox", { name: "Choices" }).getByRole("option").first().waitFor();
  await assertHarmless(page, "the palette");
  await page.keyboard.press("Escape");
  await go(page, "Brief");
  const { name } = await download(page, "Download snapshot");
  assert.match(name, /^ceo_dashboard_\d+_\d+\.json$/);
}

const NAME = "acme/trap";
const issues = MARKUP.map((text, at) =>
  issue(NAME, {
    number: at + 1,
    title: `Title ${at} ${text} \u202eesrever\u0007`,
    body: `Body ${at} ${text}\u0000\n\n- [ ] ${text}\n\n[click](javascript:${PWN})`,
    labels: [text, "bug", "security"],
    assignees: [text],
    html_url: at % 2 ? `javascript:${PWN}` : `https://github.com/acme/trap/issues/${at + 1}`,
    created_at: `2026-01-0${at + 1}T00:00:00Z`,
    milestone: { title: text, number: 1, due_on: null },
  }),
);

scene("an issue cannot run, link or disguise anything", { repositories: { [NAME]: issues } }, async ({ page }) => {
  await harvest(page, NAME);
  await complete(page, NAME);
  await visitAll(page, async () => {
    for (const [at, text] of MARKUP.entries()) {
      await page.getByRole("link", { name: `Title ${at} ` }).click();
      await detail(page).getByRole("heading", { name: text }).waitFor();
      await detail(page).getByText("Text", { exact: true }).click();
      await detail(page).getByText(`Body ${at} `).waitFor();
      await assertHarmless(page, `the detail of ${text}`);
    }
  });
});

const fields = (text) => ({
  description: `Item ${text} \u202eesrever\u0007`,
  details: `${text}\u0000`,
  tags: [text],
  assignees: [text],
  milestone: text,
  ethical_flags: [text],
  source: { kind: "github", name: text, place: text, url: `javascript:${PWN}` },
  blocked_reason: text,
  assigned_instance: text,
});
scene("an imported work item cannot either, nor its case, nor the name of its file", async ({ page }) => {
  await importItems(page, [...MARKUP.map((text, at) => item(`${at}-${text}`, fields(text))), ...ESCALATING]);
  await go(page, "Sources");
  for (const text of MARKUP) {
    const name = `${text.replaceAll("/", "∕")}.json`;
    await pick(page, { [name]: JSON.stringify([item(`FILE-${text}`, { urgency_level: text })]) });
    await source(page, name).waitFor();
  }
  await assertHarmless(page, "Sources");
  await visitAll(page, async () => {
    await row(page, `Item ${MARKUP[0]}`).getByRole("link").click();
    await detail(page).getByRole("heading", { name: MARKUP[0] }).waitFor();
    await assertHarmless(page, "the detail");
  });
  await go(page, "Decide");
  await main(page).getByRole("link", { name: "Item <script>" }).first().click();
  await assertHarmless(page, "the case");
  await button(page, "Adjust").click();
  await assertHarmless(page, "the adjustment");
});

const log = (text) =>
  failure(text, { run_id: text, workflow_name: text, action_type: text }, `Broken ${text} \u001b[31mred\u001b[0m\u202e`);
scene("a log, a document or a table cannot either", async ({ page }) => {
  await go(page, "Sources");
  await pick(page, {
    "trap.jsonl": MARKUP.map(log).join("\n"),
    "trap.md": `# ${MARKUP[0]}\n\n## Next Steps\n${MARKUP.map((text) => `- [ ] Do ${text} [x](javascript:${PWN}) \u202e`).join("\n")}\n`,
    "trap.csv": `id,title,status\n${MARKUP.map((text, at) => `${at},"${text.replaceAll('"', '""')}",open`).join("\n")}\n`,
  });
  for (const name of ["trap.jsonl", "trap.md", "trap.csv"]) await source(page, name).waitFor();
  await visitAll(page, async () => {});
});

const HASHES = [
  `#/backlog/${encodeURIComponent(MARKUP[0])}`,
  `#/backlog?${encodeURIComponent(MARKUP[1])}`,
  `#/decide/${encodeURIComponent(MARKUP[2])}`,
  "#/backlog/%E0%A4%A",
  `#/${MARKUP[0]}`,
  "#/backlog/__proto__",
];
scene("an address cannot either", async ({ page, another }) => {
  await importItems(page, [item("ONE")]);
  for (const hash of HASHES) {
    const other = await another(hash);
    await heading(other).waitFor();
    await assertHarmless(other, hash);
    await other.close();
  }
  await assertHarmless(page, "the page they were opened beside");
});
