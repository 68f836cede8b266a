// One repository of the stand-in: its rows, and the changes a test can make between two harvests.
import { isPull, issue, label } from "./issue.mjs";

const seconds = (time) => `${new Date(time).toISOString().slice(0, 19)}Z`;

export class Repository {
  #now;

  /** `definition` is an array of REST issues, or `{ issues, blockedBy, subIssues, comments, labels, private, … }`. */
  constructor(name, definition, id, now) {
    const given = Array.isArray(definition) ? { issues: definition } : definition;
    this.name = name;
    this.id = given.id ?? id;
    this.issues = [...(given.issues ?? [])];
    this.blockedBy = { ...given.blockedBy };
    this.subIssues = { ...given.subIssues };
    this.comments = { ...given.comments };
    this.extraLabels = (given.labels ?? []).map((one) => (typeof one === "string" ? label(name, one) : one));
    this.private = given.private ?? false;
    this.has_issues = given.has_issues ?? true;
    this.deleted = given.deleted ?? false;
    this.blocked = given.blocked ?? false;
    this.formerNames = [];
    this.deletedNumbers = new Set();
    this.transferred = new Map();
    this.#now = now;
  }

  /** What the issue list is made of; without issues only the pull requests are left. */
  rows() {
    return this.has_issues ? this.issues : this.issues.filter(isPull);
  }

  find(number) {
    return this.issues.find((row) => row.number === Number(number));
  }

  labels() {
    const used = this.issues.flatMap((row) => row.labels).filter((one) => typeof one === "object");
    return [...new Map([...this.extraLabels, ...used].map((one) => [one.name, one])).values()];
  }

  /** A new issue (or pull request, with `pull_request: true`) from whatever fields matter; returns its row. */
  add(fields = {}) {
    const number = fields.number ?? Math.max(0, ...this.issues.map((row) => row.number)) + 1;
    const row = issue(this.name, { created_at: this.#tick(), ...fields, number });
    this.issues.unshift(row);
    return row;
  }

  edit(number, fields) {
    const row = this.find(number);
    if (!row) throw new Error(`${this.name} has no issue ${number}`);
    return Object.assign(row, { updated_at: this.#tick() }, fields);
  }

  close(number, state_reason = "completed") {
    const closed_at = this.#tick();
    return this.edit(number, { state: "closed", state_reason, closed_at, updated_at: closed_at });
  }

  reopen(number) {
    return this.edit(number, { state: "open", state_reason: "reopened", closed_at: null });
  }

  delete(number) {
    this.issues = this.issues.filter((row) => row.number !== number);
    this.deletedNumbers.add(number);
  }

  /** Hands an issue over to `other`; its former address answers with a redirect from then on. */
  transfer(number, other) {
    const { title, body } = this.find(number);
    this.issues = this.issues.filter((row) => row.number !== number);
    const row = other.add({ title, body });
    this.transferred.set(number, row.url);
    return row;
  }

  /** Gives the repository another name; the former one answers with a redirect from then on. */
  rename(name) {
    const moves = [
      [`https://api.github.com/repos/${this.name}`, `https://api.github.com/repos/${name}`],
      [`https://github.com/${this.name}/`, `https://github.com/${name}/`],
    ];
    const renamed = (url) => moves.reduce((text, [from, to]) => (text.startsWith(from) ? text.replace(from, to) : text), url);
    this.issues = JSON.parse(JSON.stringify(this.issues), (key, value) =>
      key.endsWith("url") && typeof value === "string" ? renamed(value) : value,
    );
    this.formerNames.push(this.name);
    this.name = name;
  }

  /** Now, and always later than anything in the repository, so that a change comes first when sorted by update. */
  #tick() {
    const newest = Math.max(...this.issues.map((row) => Date.parse(row.updated_at)));
    return seconds(Math.max(this.#now(), newest + 1000));
  }
}
