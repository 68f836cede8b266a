// Reads a folder of recorded issues: one `owner__name.json` per repository, an array of REST issues in each.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { completeUser } from "./user.mjs";

const read = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));

/** Recordings keep users slim; this restores them. */
export function completeIssue(row) {
  const whole = { ...row };
  for (const name of ["user", "assignee", "closed_by"]) if (row[name]) whole[name] = completeUser(row[name]);
  if (row.assignees) whole.assignees = row.assignees.map(completeUser);
  for (const [name, person] of [["milestone", "creator"], ["pinned_comment", "user"]]) {
    if (row[name]?.[person]) whole[name] = { ...row[name], [person]: completeUser(row[name][person]) };
  }
  return whole;
}

/** The folder as the `repositories` option of the server. */
export function loadRecordings(folder) {
  const facts = existsSync(join(folder, "expected.json")) ? read(folder, "expected.json").files : {};
  const files = readdirSync(folder).filter((name) => /^[^_]+(?:_[^_]+)*__.+\.json$/.test(name));
  return Object.fromEntries(
    files.map((file) => {
      const name = file.slice(0, -".json".length).replace("__", "/");
      const id = facts[file]?.repository_id ?? undefined;
      return [name, { id, issues: read(folder, file).map(completeIssue) }];
    }),
  );
}
