// The primary limit (per hour, 60 anonymous or 5,000 with a token) and the secondary one (per minute, at once).
import { primaryLimit, secondaryLimit } from "./problems.mjs";

const HOUR = 3600;
const REQUESTS_A_MINUTE = 900;
const REQUESTS_AT_ONCE = 100;

export class Limits {
  #spent = new Map();
  #now;

  /** `now()` gives milliseconds. */
  constructor(now) {
    this.#now = () => Math.floor(now() / 1000);
  }

  /** What `who` has left, as the x-ratelimit-* headers tell it. */
  budget(who) {
    const { used, reset } = this.#account(who);
    return { limit: who.limit, remaining: Math.max(0, who.limit - used), used, reset };
  }

  /** Throws where `who` may not ask again yet. */
  check(who, inFlight) {
    const account = this.#account(who);
    const minute = Math.floor(this.#now() / 60);
    if (account.minute !== minute) Object.assign(account, { minute, asked: 0 });
    account.asked += 1;
    if (account.asked > REQUESTS_A_MINUTE || inFlight > REQUESTS_AT_ONCE) {
      throw secondaryLimit(403, { "retry-after": "60" });
    }
    if (account.used >= who.limit) throw primaryLimit(who);
  }

  spend(who, count = 1) {
    const account = this.#account(who);
    account.used = Math.min(who.limit, account.used + count);
  }

  #account(who) {
    let account = this.#spent.get(who.name);
    if (!account || account.reset <= this.#now()) {
      account = { used: 0, reset: this.#now() + HOUR, minute: 0, asked: 0 };
      this.#spent.set(who.name, account);
    }
    return account;
  }
}
