// All repositories, found by name (in any case), by a former name or by id, and the relations between their issues.
import { Repository } from "./repository.mjs";

const FIRST_ID = 700_000_000;
const same = (left, right) => left.toLowerCase() === right.toLowerCase();

export class World {
  repositories = [];

  constructor(definitions, now) {
    const entries = Object.entries(definitions);
    const moved = entries.filter(([, given]) => given.renamedTo);
    entries
      .filter(([, given]) => !given.renamedTo)
      .forEach(([name, given], index) => this.repositories.push(new Repository(name, given, FIRST_ID + index, now)));
    for (const [name, { renamedTo }] of moved) {
      const target = this.byName(renamedTo);
      if (!target) throw new Error(`${name} is renamed to ${renamedTo}, which is not served`);
      target.formerNames.push(name);
    }
  }

  byName(name) {
    return this.repositories.find((one) => same(one.name, name));
  }

  byFormerName(name) {
    return this.repositories.find((one) => one.formerNames.some((former) => same(former, name)));
  }

  byId(id) {
    return this.repositories.find((one) => one.id === Number(id));
  }

  /** `12` or `"owner/name#12"` as seen from `repository`. */
  #address(repository, reference) {
    const [name, number] = typeof reference === "string" ? reference.split("#") : [repository.name, reference];
    return { home: this.byName(name), number: Number(number) };
  }

  /** Everything an issue is related to; null stands for an issue that is not there. */
  relations(repository, number) {
    const to = (reference) => {
      const { home, number: target } = this.#address(repository, reference);
      const row = home?.find(target);
      return row ? { home, row } : null;
    };
    const pointsHere = (from) => (reference) => {
      const { home, number: target } = this.#address(from, reference);
      return home === repository && target === number;
    };
    const pointingHere = (kind) =>
      this.repositories.flatMap((home) =>
        Object.entries(home[kind])
          .filter(([, references]) => references.some(pointsHere(home)))
          .map(([from]) => ({ home, row: home.find(from) }))
          .filter(({ row }) => row),
      );
    return {
      blockedBy: (repository.blockedBy[number] ?? []).map(to),
      blocking: pointingHere("blockedBy"),
      subIssues: (repository.subIssues[number] ?? []).map(to),
      parent: pointingHere("subIssues")[0] ?? null,
    };
  }

  /** A row as that API version shows it, its summaries counted from the relations where it has any. */
  present(repository, row, version) {
    const { blockedBy, blocking, subIssues, parent } = this.relations(repository, row.number);
    const open = (related) => related.filter((one) => one?.row.state !== "closed").length;
    const shown = { ...row };
    if (blockedBy.length || blocking.length) {
      shown.issue_dependencies_summary = {
        blocked_by: open(blockedBy),
        total_blocked_by: blockedBy.length,
        blocking: open(blocking),
        total_blocking: blocking.length,
      };
    }
    if (subIssues.length) {
      const [total, completed] = [subIssues.length, subIssues.length - open(subIssues)];
      shown.sub_issues_summary = { total, completed, percent_completed: Math.floor((100 * completed) / total) };
    }
    if (parent) shown.parent_issue_url = parent.row.url;
    if (version >= "2026-03-10") {
      delete shown.assignee;
      if (shown.pull_request === null) delete shown.pull_request;
    }
    return shown;
  }
}
