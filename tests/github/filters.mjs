// Which rows of the issue list a query asks for, and in what order.
import { invalid } from "./problems.mjs";
import { beforeAll, compare } from "./paging.mjs";

const CHOICES = {
  state: ["open", "closed", "all"],
  sort: ["created", "updated", "comments"],
  direction: ["desc", "asc"],
};

function choice(query, name) {
  const value = query.get(name) ?? CHOICES[name][0];
  if (!CHOICES[name].includes(value)) throw invalid(name, value);
  return value;
}

const same = (left, right) => String(left ?? "").toLowerCase() === String(right ?? "").toLowerCase();
const labelNames = (row) => row.labels.map((label) => (typeof label === "string" ? label : label.name));

/** `none`, `*`, or a test of the value itself. */
const optional = (wanted, present, matches) => (wanted === "none" ? !present : wanted === "*" ? Boolean(present) : matches());

const FILTERS = {
  labels: (row, wanted) => wanted.split(",").every((name) => labelNames(row).some((own) => same(own, name.trim()))),
  assignee: (row, wanted) =>
    optional(wanted, row.assignees?.length, () => row.assignees?.some(({ login }) => same(login, wanted))),
  creator: (row, wanted) => same(row.user?.login, wanted),
  mentioned: (row, wanted) => `${row.body ?? ""} `.toLowerCase().includes(`@${wanted.toLowerCase()}`),
  milestone: (row, wanted) => optional(wanted, row.milestone, () => same(row.milestone?.number, wanted)),
  type: (row, wanted) => optional(wanted, row.type, () => same(row.type?.name, wanted)),
  issue_field_values: (row, wanted) => wanted.split(",").every((pair) => hasField(row, pair)),
};

function hasField(row, pair) {
  const [slug, value] = pair.split(":");
  return row.issue_field_values?.some(
    (field) =>
      same(field.issue_field_name.replaceAll(" ", "-"), slug) &&
      same(field.single_select_option?.name ?? field.value, value),
  );
}

function since(query) {
  const text = query.get("since");
  if (text === null) return -Infinity;
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time)) throw invalid("since", text);
  return time;
}

/** The rows asked for, sorted, with the position of a row in that order. */
export function select(rows, query) {
  const [state, sort, direction] = ["state", "sort", "direction"].map((name) => choice(query, name));
  const from = since(query);
  const descending = direction === "desc";
  const place = (row) => ({ key: sort === "comments" ? row.comments : Date.parse(row[`${sort}_at`]), id: row.id });
  const asked = Object.entries(FILTERS).filter(([name]) => query.has(name));
  const chosen = rows.filter(
    (row) =>
      (state === "all" || row.state === state) &&
      Date.parse(row.updated_at) >= from &&
      asked.every(([name, matches]) => matches(row, query.get(name))),
  );
  const placed = chosen.map((row) => ({ row, at: place(row) })).sort((left, right) => compare(left.at, right.at, descending));
  return { rows: placed.map(({ row }) => row), place, descending, start: beforeAll(descending) };
}
