// What people find on the page, by role and name.
import { until } from "./until.mjs";

export const SCREENS = ["Brief", "Decide", "Backlog", "Sources", "Settings"];

export const main = (page) => page.getByRole("main");
export const heading = (page) => main(page).getByRole("heading", { level: 1 });
export const button = (page, name) => page.getByRole("button", { name });
export const messages = (page) => page.getByRole("log", { name: "Messages" });
export const says = (page, text) => messages(page).getByText(text).last().waitFor();

/** Closes every message. */
export async function dismiss(page) {
  const close = messages(page).getByRole("button", { name: "Close message" });
  while (await close.count()) await close.first().click();
}

export const alerts = (page) => main(page).getByRole("alert").filter({ hasText: /./ });

export async function go(page, screen) {
  await page
    .getByRole("navigation", { name: "Screens" })
    .getByRole("link", { name: new RegExp(`^${screen}`) })
    .click();
  await at(page, screen);
}

/** Waits until that screen is shown. */
export async function at(page, screen) {
  await until(() => page.title(), `${screen} · Autonomous Orchestrator`);
}

/** The backlog's table. */
export const work = (page) => page.getByRole("region", { name: "Work items" });
export const rows = (page) =>
  work(page)
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
export const row = (page, text) => rows(page).filter({ hasText: text });
export const titles = (page) => rows(page).getByRole("link").allTextContents();
export const found = (page) => page.getByRole("search").getByRole("status");

/** Waits until the backlog shows so many items, of so many. */
export const shows = (page, count, of = count) =>
  until(
    async () => (await found(page).textContent()).replaceAll(",", ""),
    count === of ? `${of} item${of === 1 ? "" : "s"}` : `${count} of ${of} items`,
  );

export const detail = (page) => page.getByRole("complementary", { name: "Item" });
export const shownStatus = (page, status) => page.getByRole("combobox", { name: "Status" }).selectOption({ label: status });

/** What was read of one source. */
export const source = (page, name) =>
  main(page)
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: `Remove ${name}`, exact: true }) });

export async function loadSample(page) {
  await button(page, "Load the sample backlog").first().click();
  await button(page, "Run cycle").and(page.locator(":enabled")).waitFor();
}

/** What is in `text`, shown before it is taken in. */
export async function look(page, text) {
  await go(page, "Sources");
  await page.getByRole("textbox", { name: "Text to harvest" }).fill(text);
  await button(page, "Look what is in it").click();
  const preview = main(page).getByRole("status").filter({ hasText: "Taken for" });
  await preview.waitFor();
  return preview;
}

export async function paste(page, text) {
  await look(page, text);
  await button(page, "Take it in").click();
  await says(page, /taken in\.$/);
}

/** Hands `items` to the page as a file of work items. */
export async function importItems(page, items, name = "items.json") {
  await go(page, "Sources");
  await pick(page, { [name]: JSON.stringify(items) });
  await source(page, name).getByText("Complete", { exact: true }).waitFor();
}

/** Chooses files in the picker, given as `{ name: text or bytes }`. */
export async function pick(page, files) {
  const payload = Object.entries(files).map(([name, content]) => ({
    name,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(content),
  }));
  await page.getByLabel("Choose files").setInputFiles(payload);
}

/** Long work, told of in the bar. */
export const progress = (page) => page.getByRole("banner").getByRole("status");

/** Names a repository, and the token where one is given, and starts to read it. */
export async function harvest(page, repository, token) {
  await go(page, "Sources");
  await page.getByRole("textbox", { name: "Repository" }).fill(repository);
  if (token) {
    const field = page.getByLabel("Token", { exact: true });
    if (!(await field.isVisible()))
      await main(page)
        .getByText(/^Token: /)
        .click();
    await field.fill(token);
  }
  await button(page, "Harvest")
    .and(page.getByText("Harvest", { exact: true }))
    .click();
}

export const complete = (page, name) => source(page, name).getByText("Complete", { exact: true }).waitFor();

export async function runCycle(page) {
  const said = () =>
    messages(page)
      .getByText(/^Cycle \d+:/)
      .allTextContents();
  const before = await said();
  await button(page, "Run cycle").click();
  await until(said, (now) => now.some((text) => !before.includes(text)));
}

/** Clicks and gives the downloaded file as `{ name, text }`. */
export async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent("download"), button(page, name).click()]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  return { name: file.suggestedFilename(), text: Buffer.concat(chunks).toString() };
}
