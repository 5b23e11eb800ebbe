"use strict";

// The lab as the page knows it, and what can be asked of it. Whoever shows a
// part of it listens to its event: status, traffic, openflow, log, lost.
const lab = Object.assign(new EventTarget(), {
  status: null,
  traffic: new Map(), // of links, by their index

  node(name) {
    return this.status?.switches.find((s) => s.name === name) ?? this.status?.hosts.find((h) => h.name === name);
  },

  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  },

  // ask calls the lab's API and throws what it answers when something is wrong.
  async ask(method, path, body) {
    const answer = await fetch("v1/" + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.error ?? answer.statusText);
    return said;
  },

  listen() {
    const events = new EventSource("v1/events");
    for (const kind of ["status", "traffic", "openflow", "log"]) {
      events.addEventListener(kind, (e) => {
        const detail = JSON.parse(e.data);
        if (kind === "status") this.status = detail;
        this.tell(kind, detail);
      });
    }
    events.addEventListener("gone", () => {
      events.close();
      this.tell("gone");
    });
    events.addEventListener("error", () => this.tell("lost"));
  },
});

// segment returns a name as a segment of a path: a dot alone would be a folder.
function segment(name) {
  return encodeURIComponent(name).replaceAll(".", "%2E");
}

// element makes an element; texts are texts, never HTML, whatever they contain.
function element(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) e.setAttribute(name, value === true ? "" : value);
  }
  e.append(...children);
  return e;
}
