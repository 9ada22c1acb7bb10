// What the page asks of its server; every address is relative, so that it holds the token of the run.

/** A sentence for the user, in place of an answer. */
export class Refused extends Error {
  constructor(ja, en) {
    super(ja);
    this.ja = ja;
    this.en = en;
  }
}

const stopped = () =>
  new Refused(
    "myna-lint serve につながりません。端末で起動し直し、新しいアドレスを開いてください。",
    "The server has stopped. Start it again and open its new address.",
  );

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, credentials: "omit" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw stopped();
  }
  if (answer.status === 204) return null;
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw body.ja ? new Refused(body.ja, body.en) : stopped();
}

export class Session {
  constructor(id) {
    this.path = `sessions/${id}`;
  }

  static async open(signal) {
    return new Session((await ask("sessions", { method: "POST", signal })).session);
  }

  async put(name, file, signal) {
    const query = new URLSearchParams({ name });
    await ask(`${this.path}/file?${query}`, { method: "PUT", body: file, signal });
  }

  async check(choices, signal) {
    await ask(`${this.path}/check`, { method: "POST", body: JSON.stringify(choices), signal });
  }

  state(signal) {
    return ask(this.path, { signal });
  }

  /** Also when the page is going away. Not sendBeacon: without a referrer it names no origin. */
  close() {
    fetch(`${this.path}/close`, { method: "POST", keepalive: true }).catch(() => {});
  }
}
