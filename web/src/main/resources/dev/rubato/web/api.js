// Asks the server.

/** What the server says is wrong; place is that of the error in the text, if it has one. */
export class Refused extends Error {
  constructor(answer) {
    super(answer.error ?? 'refused');
    this.place = answer.start === undefined ? null : {start: answer.start, end: answer.end};
  }
}

async function ask(method, path, body, signal) {
  const response = await fetch(path, {
    method,
    signal,
    headers: body === undefined ? {} : {'Content-Type': 'application/json'},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    let answer = {error: response.status + ' ' + response.statusText};
    try {
      answer = await response.json();
    } catch { /* not from Rubato */ }
    throw new Refused(answer);
  }
  return response;
}

export async function get(path, signal) {
  return (await ask('GET', path, undefined, signal)).json();
}

export async function post(path, body, signal) {
  return (await ask('POST', path, body, signal)).json();
}

export async function postForText(path, body) {
  return (await ask('POST', path, body)).text();
}

export async function remove(path) {
  return (await ask('DELETE', path)).json();
}

/** Calls f with the newest arguments only: while one call runs, the ones between are dropped. */
export function newest(f) {
  let running = false;
  let waiting = null;
  return async function call(...args) {
    if (running) {
      waiting = args;
      return;
    }
    running = true;
    try {
      await f(...args);
    } finally {
      running = false;
      if (waiting) {
        const next = waiting;
        waiting = null;
        call(...next);
      }
    }
  };
}
