#!/usr/bin/env python3
"""Spawns a task over Spawner's HTTP API, follows it to its end, and tells how it ended. Standard library only.

    spawner.py KIND INPUT [--cancel]        INPUT is JSON; --cancel asks the task to stop once it runs

Reads SPAWNER_URL (default http://127.0.0.1:8080) and SPAWNER_TOKEN (default: the token file of this user).
"""
import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

URL = os.environ.get("SPAWNER_URL", "http://127.0.0.1:8080").rstrip("/") + "/api/v1"
DATA = pathlib.Path(os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share")
TOKEN = os.environ.get("SPAWNER_TOKEN") or (DATA / "spawner/api-token").read_text().strip()


def ask(method, path, body=None, headers=None):
    """One request; the answer is open. A problem document ends the program."""
    request = urllib.request.Request(
        URL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", **(headers or {})},
    )
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        sys.exit(f"{refused.code}: {json.load(refused)['detail']}")


def events(task):
    """The task's events; when a silo stops or the connection is lost, goes on after the last one that was seen."""
    seen = None
    while True:
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": seen} if seen else {})
        try:
            with ask("GET", f"/tasks/{task}/events", headers=headers) as stream:
                event = {}
                for line in (raw.decode().rstrip("\n") for raw in stream):
                    if line and not line.startswith(":"):
                        field, _, value = line.partition(": ")
                        event[field] = value
                    elif event:
                        seen = event["id"]
                        yield event["event"], json.loads(event["data"])
                        if event["event"] == "end":
                            return
                        event = {}
        except ConnectionError:
            pass


def main(kind, text, cancel):
    with ask("POST", "/tasks", {"kind": kind, "input": json.loads(text)}) as spawned:
        task = json.load(spawned)["id"]
    print("spawned", task)
    for name, data in events(task):
        if name == "end":
            print(data["task"]["phase"], json.dumps(data.get("result", data["task"].get("failure"))))
            return 0 if data["task"]["phase"] == "succeeded" else 1
        print(data["phase"], json.dumps(data.get("progress")))
        if cancel and data["phase"] == "running":
            cancel = False
            with ask("POST", f"/tasks/{task}/cancel") as answer:
                print("cancel:", json.load(answer)["answer"])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], "--cancel" in sys.argv[3:]))
