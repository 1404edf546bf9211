#!/usr/bin/env node
// Spawns a task over Spawner's HTTP API, follows it to its end, and tells how it ended. Nothing but Node (18 or later).
//
//     spawner.mjs KIND INPUT [--cancel]        INPUT is JSON; --cancel asks the task to stop once it runs
//
// Reads SPAWNER_URL (default http://127.0.0.1:8080) and SPAWNER_TOKEN (default: the token file of this user).
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const url = `${(process.env.SPAWNER_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '')}/api/v1`;
const data = process.env.XDG_DATA_HOME || join(homedir(), '.local/share');
const token = process.env.SPAWNER_TOKEN || readFileSync(join(data, 'spawner/api-token'), 'utf8').trim();

/** One request; a problem document ends the program. */
async function ask(method, path, body, headers = {}) {
  const answer = await fetch(url + path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
  });
  if (!answer.ok) {
    console.error(`${answer.status}: ${(await answer.json()).detail}`);
    process.exit(1);
  }
  return answer;
}

/** The task's events; when a silo stops or the connection is lost, goes on after the last one that was seen. */
async function* events(task) {
  let seen;
  for (;;) {
    try {
      const answer = await ask('GET', `/tasks/${task}/events`, undefined, seen ? { 'Last-Event-ID': seen } : {});
      let text = '';
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        let end;
        while ((end = text.indexOf('\n\n')) >= 0) {
          const lines = text.slice(0, end).split('\n').filter(line => !line.startsWith(':'));
          text = text.slice(end + 2);
          if (lines.length === 0) continue;
          const event = Object.fromEntries(lines.map(line => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]));
          seen = event.id;
          yield [event.event, JSON.parse(event.data)];
          if (event.event === 'end') return;
        }
      }
    } catch (lost) {
      if (!(lost instanceof TypeError)) throw lost;
    }
  }
}

const [kind, input, option] = process.argv.slice(2);
if (input === undefined) {
  console.error('usage: spawner.mjs KIND INPUT [--cancel]');
  process.exit(2);
}
let cancel = option === '--cancel';
const { id } = await (await ask('POST', '/tasks', { kind, input: JSON.parse(input) })).json();
console.log('spawned', id);
for await (const [name, event] of events(id)) {
  if (name === 'end') {
    console.log(event.task.phase, JSON.stringify(event.result ?? event.task.failure ?? null));
    process.exitCode = event.task.phase === 'succeeded' ? 0 : 1;
    break;
  }
  console.log(event.phase, JSON.stringify(event.progress ?? null));
  if (cancel && event.phase === 'running') {
    cancel = false;
    console.log('cancel:', (await (await ask('POST', `/tasks/${id}/cancel`)).json()).answer);
  }
}
