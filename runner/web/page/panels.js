"use strict";

// What stands beside the picture: details and commands, flows, messages, log.

const tabs = {
  names: ["thing", "flows", "messages", "log"],
  current: "thing",

  show(name) {
    this.current = name;
    for (const n of this.names) {
      document.getElementById("tab-" + n).setAttribute("aria-selected", String(n === name));
      document.getElementById("tab-" + n).tabIndex = n === name ? 0 : -1;
      document.getElementById("panel-" + n).hidden = n !== name;
    }
    if (name === "flows") flows.fetch();
  },

  start() {
    for (const n of this.names) document.getElementById("tab-" + n).addEventListener("click", () => this.show(n));
    document.getElementById("tabs").addEventListener("keydown", (e) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (!step) return;
      this.show(this.names[(this.names.indexOf(this.current) + step + this.names.length) % this.names.length]);
      document.getElementById("tab-" + this.current).focus();
    });
    this.show("thing");
  },
};

const number = (n) => n.toLocaleString(language);

// details show what is chosen, and what can be done with it.
const details = {
  drawn: "",

  choices() {
    const select = document.getElementById("thing"), chosen = topology.chosen?.name;
    const names = [...lab.status.switches, ...lab.status.hosts].map((n) => n.name);
    if (select.dataset.names !== names.join("\n")) {
      select.dataset.names = names.join("\n");
      select.replaceChildren(...names.map((name) => element("option", {}, name)));
    }
    select.value = chosen ?? "";
  },

  async do(button, work) {
    const answer = document.getElementById("thing-answer");
    button.disabled = true;
    answer.textContent = word("busy");
    answer.className = "";
    try {
      answer.textContent = (await work()) ?? word("ok");
    } catch (err) {
      answer.textContent = err.message;
      answer.className = "bad";
    }
    button.disabled = false;
  },

  button(label, work) {
    return element("button", { onclick: (e) => this.do(e.currentTarget, work) }, word(label));
  },

  row(key, ...values) {
    return element("tr", {}, element("th", { scope: "row" }, word(key)), ...values.map((v) => element("td", {}, v)));
  },

  draw() {
    if (!lab.status) return;
    const chosen = topology.chosen;
    if (!chosen) return;
    const facts = JSON.stringify([chosen, chosen.kind === "node" ? lab.node(chosen.name) : lab.traffic.get(chosen.index), language, chosen.kind === "node" && this.counters(chosen.name)]);
    if (facts === this.drawn) return; // a button that is being pressed stays
    this.drawn = facts;
    const body = document.getElementById("thing-body"), focus = document.activeElement?.dataset?.key;
    if (chosen.kind === "link") body.replaceChildren(...this.link(chosen.index));
    else if (lab.status.switches.some((s) => s.name === chosen.name)) body.replaceChildren(...this.switch(lab.node(chosen.name)));
    else if (lab.node(chosen.name)) body.replaceChildren(...this.host(lab.node(chosen.name)));
    else body.replaceChildren(element("p", {}, chosen.name));
    if (focus) body.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  },

  // counters returns what is at the links of a node: where they lead, and counts.
  counters(name) {
    const all = [];
    topology.cy?.edges().forEach((e) => {
      const ends = [e.source().data("name"), e.target().data("name")], ports = [e.data("from"), e.data("to")];
      const t = lab.traffic.get(e.data("index"));
      for (const side of [0, 1]) {
        if (ends[side] === name) all.push({ port: ports[side], peer: ends[1 - side], sent: t?.counts[side], received: t?.counts[1 - side], index: e.data("index") });
      }
    });
    return all.sort((a, b) => a.port - b.port);
  },

  switch(s) {
    const ports = this.counters(s.name).map((c) => {
      const p = s.ports.find((p) => String(p.number) === c.port) ?? {};
      const act = this.button(p.down ? "portUp" : "portDown", () => lab.ask("POST", `switches/${segment(s.name)}/ports/${c.port}/${p.down ? "up" : "down"}`).then(() => word("ok")));
      act.dataset.key = "port" + c.port;
      return element("tr", {},
        element("td", {}, c.port), element("td", {}, c.peer),
        element("td", { class: "number" }, c.sent ? number(c.sent.packets) : ""), element("td", { class: "number" }, c.received ? number(c.received.packets) : ""),
        element("td", { class: p.down ? "bad" : "" }, word(p.down ? "down" : "up")), element("td", {}, act));
    });
    const state = s.stopped ? "stopped" : s.connected ? "connected" : "unconnected";
    return [
      element("table", {}, this.row("dpid", s.dpid), this.row("version", s.openflow ?? ""), this.row("state", word(state))),
      element("table", {},
        element("tr", {}, ...["port", "peer", "sent", "received", "state"].map((w) => element("th", { scope: "col" }, word(w))), element("th")), ...ports),
      this.life(s),
    ];
  },

  life(n) {
    const b = this.button(n.stopped ? "startNode" : "stopNode", () => lab.ask("POST", `nodes/${segment(n.name)}/${n.stopped ? "start" : "stop"}`).then(() => word("ok")));
    b.dataset.key = "life";
    return b;
  },

  host(h) {
    const others = lab.status.hosts.filter((o) => o.name !== h.name && o.address);
    const to = element("select", { "aria-label": word("sendPackets"), "data-key": "to" }, ...others.map((o) => element("option", {}, o.name)));
    const count = element("input", { type: "number", min: "1", max: "1000000", value: "10", "aria-label": word("count"), "data-key": "count" });
    const send = this.button("send", async () => {
      const answer = await lab.ask("POST", `hosts/${segment(h.name)}/packets`, { dest: to.value, count: Number(count.value), length: 22, src_port: 1, dst_port: 1 });
      return `${word("sent")}: ${number(answer.sent ?? 0)}`;
    });
    const command = `sudo trema-ns netns ${/^[\w.:-]+$/.test(h.name) ? h.name : `'${h.name.replaceAll("'", `'\\''`)}'`}`;
    const sum = this.counters(h.name)[0];
    const rows = [this.row("kind", h.kind), this.row("address", h.address ?? "–"), this.row("mac", h.mac ?? "–"), this.row("state", word(h.stopped ? "stopped" : "up"))];
    if (sum?.sent) rows.push(this.row("sent", `${number(sum.sent.packets)} ${word("packets")}, ${number(sum.sent.bytes)} ${word("bytes")}`), this.row("received", `${number(sum.received.packets)} ${word("packets")}, ${number(sum.received.bytes)} ${word("bytes")}`));
    return [
      element("table", {}, ...rows),
      element("p", { class: "bar" }, word("sendPackets") + " ", to, count, send),
      element("p", { class: "bar" }, word("terminal") + ": ", element("code", {}, command), this.button("copy", async () => {
        await navigator.clipboard.writeText(command);
        return word("copied");
      })),
      this.life(h),
    ];
  },

  link(index) {
    const e = topology.cy.getElementById("l" + index), t = lab.traffic.get(index);
    const names = [e.source().data("name"), e.target().data("name")];
    const rows = [0, 1].map((side) => element("tr", {},
      element("td", {}, `${names[side]} → ${names[1 - side]}`),
      element("td", { class: "number" }, t ? number(t.counts[side].packets) : ""), element("td", { class: "number" }, t ? number(t.counts[side].bytes) : ""),
      element("td", { class: "number" }, t ? number(Math.round(t.rates[side].packets)) : "")));
    const cut = this.button("cutLink", async () => {
      if (!confirm(word("sure"))) return "";
      const end = (side) => segment(names[side] + (e.data(side ? "to" : "from") ? ":" + e.data(side ? "to" : "from") : ""));
      await lab.ask("DELETE", `links/${end(0)}/${end(1)}`);
      await topology.draw();
      return word("cut");
    });
    return [
      element("p", {}, e.data("detail") ?? ""),
      element("table", {}, element("tr", {}, ...["link", "packets", "bytes", "perSecond"].map((w) => element("th", { scope: "col" }, word(w)))), ...rows),
      cut,
    ];
  },
};

// flows show a switch's flow entries; new ones, and those whose counters have
// moved since the last look, are marked.
const flows = {
  seen: new Map(),
  timer: 0,

  async fetch() {
    clearTimeout(this.timer);
    const name = document.getElementById("flow-switch").value;
    if (tabs.current !== "flows" || !name) return;
    const list = document.getElementById("flow-list");
    try {
      const body = await lab.ask("GET", `switches/${segment(name)}/flows`);
      const first = this.name !== name, seen = new Map();
      this.name = name;
      const items = body.flows.map((f) => {
        const packets = /n_packets=(\d+)/.exec(f.text)?.[1] ?? "";
        const key = f.text.replace(/(cookie|duration|n_packets|n_bytes|idle_age|hard_age)=[^, ]*,? ?/g, "");
        seen.set(key, packets);
        let mark = "";
        if (!first && !this.seen.has(key)) mark = "new";
        else if (!first && this.seen.get(key) !== packets) mark = "counting";
        return element("li", { class: mark }, f.text);
      });
      this.seen = seen;
      list.replaceChildren(...(items.length ? items : [element("li", {}, word("noFlows"))]));
    } catch (err) {
      list.replaceChildren(element("li", { class: "bad" }, err.message));
    }
    this.timer = setTimeout(() => this.fetch(), 1000);
  },
};

// messages show what switches and controller say to each other.
const messages = {
  stopped: false,
  most: 500,

  add(batch) {
    if (this.stopped) return;
    const list = document.getElementById("message-list"), filter = document.getElementById("message-filter").value.toLowerCase();
    const echoes = document.getElementById("message-echo").checked;
    const follow = list.parentElement.scrollTop + list.parentElement.clientHeight > list.parentElement.scrollHeight - 40;
    for (const m of batch.messages) {
      if (!echoes && m.name.startsWith("ECHO_")) continue;
      const li = element("li", { class: m.from_switch ? "to-controller" : "to-switch" },
        element("span", { class: "time" }, m.time.slice(11, 23)), ` ${m.from_switch ? m.switch + " →" : "→ " + m.switch} `,
        element("span", { class: "name" }, m.name), " " + m.text);
      li.hidden = !li.textContent.toLowerCase().includes(filter);
      list.append(li);
    }
    if (batch.skipped) list.append(element("li", { class: "bad" }, `${number(batch.skipped)} ${word("skipped")}`));
    while (list.childElementCount > this.most) list.firstElementChild.remove();
    if (follow) list.parentElement.scrollTop = list.parentElement.scrollHeight;
  },

  filter() {
    const filter = document.getElementById("message-filter").value.toLowerCase();
    for (const li of document.getElementById("message-list").children) li.hidden = !li.textContent.toLowerCase().includes(filter);
  },

  toggle() {
    this.stopped = !this.stopped;
    const b = document.getElementById("message-stop");
    b.dataset.word = this.stopped ? "resume" : "stop";
    b.textContent = word(b.dataset.word);
    b.setAttribute("aria-pressed", String(this.stopped));
  },
};
