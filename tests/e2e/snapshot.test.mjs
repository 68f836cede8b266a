// The snapshot: the file people hand on.
import assert from "node:assert/strict";
import { ESCALATING, item } from "./support/items.mjs";
import { download, go, importItems, runCycle } from "./support/page.mjs";
import { stage } from "./support/stage.mjs";

const { scene } = await stage();

const SPECIFIED = ["executive_summary", "kpi_summary", "top_priorities", "risk_indicators", "recommendations", "generated_at"];

scene("the snapshot has its name, its keys and the figures of the page", async ({ page }) => {
  const done = item("DONE", { status: "completed", closed_date: "2026-01-10T09:00:00Z" });
  await importItems(page, [...ESCALATING, item("PLAIN"), done]);
  await runCycle(page);
  await go(page, "Brief");
  const { name, text } = await download(page, "Download snapshot");
  assert.match(name, /^ceo_dashboard_\d{8}_\d{6}\.json$/);
  const snapshot = JSON.parse(text);
  for (const key of [...SPECIFIED, "orchestrator_state", "active_escalations"]) assert.ok(key in snapshot, key);
  assert.match(snapshot.executive_summary, /^Executive Summary/);
  const stamp = snapshot.generated_at.replace(/[-:]/g, "").slice(0, 15).replace("T", "_");
  assert.equal(name, `ceo_dashboard_${stamp}.json`);
  assert.deepEqual(
    [
      snapshot.orchestrator_state.total_work_items,
      snapshot.orchestrator_state.escalated_items,
      snapshot.orchestrator_state.in_progress_items,
      snapshot.orchestrator_state.completed_items,
    ],
    [7, 5, 1, 1],
  );
  assert.deepEqual(
    snapshot.active_escalations.map(({ work_item_id }) => work_item_id).sort(),
    ESCALATING.map(({ id }) => id).sort(),
  );
  assert.ok(!/NaN|Infinity/.test(text));
});
