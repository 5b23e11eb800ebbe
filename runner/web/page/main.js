"use strict";

function header() {
  document.getElementById("lab").textContent = lab.status.lab;
  const state = document.getElementById("state");
  state.className = lab.status.state === "running" ? "" : "bad";
  state.textContent = [word(lab.status.state), lab.status.listen && `${lab.status.controller ?? ""} ${lab.status.listen}`.trim()].filter(Boolean).join(" · ");
  document.title = `${lab.status.lab} – trema-ns`;
}

function options(id, names) {
  const select = document.getElementById(id), before = select.value;
  if (select.dataset.names === names.join("\n")) return;
  select.dataset.names = names.join("\n");
  select.replaceChildren(...names.map((n) => element("option", {}, n)));
  if (names.includes(before)) select.value = before;
  else if (id === "ping-to" && names.length > 1) select.value = names[1];
}

let shape = "";
lab.addEventListener("status", async () => {
  header();
  const hosts = lab.status.hosts.map((h) => h.name), switches = lab.status.switches.map((s) => s.name);
  options("ping-from", hosts);
  options("ping-to", hosts);
  options("flow-switch", switches);
  const now = JSON.stringify([hosts, switches, lab.status.links]);
  if (now !== shape) {
    shape = now;
    if (!topology.chosen) topology.chosen = { kind: "node", name: switches[0] ?? hosts[0] };
    await topology.draw();
  }
  topology.show();
  details.choices();
  details.draw();
});
lab.addEventListener("traffic", (e) => {
  e.detail.links.forEach((l, i) => lab.traffic.set(i, l));
  topology.flow(e.detail.links);
  details.draw();
});
lab.addEventListener("openflow", (e) => messages.add(e.detail));
lab.addEventListener("log", (e) => {
  const list = document.getElementById("log-list");
  for (const line of e.detail.lines) list.append(element("li", {}, line));
  while (list.childElementCount > 1000) list.firstElementChild.remove();
});
for (const kind of ["gone", "lost"]) {
  lab.addEventListener(kind, () => {
    const state = document.getElementById("state");
    state.textContent = word(kind);
    state.className = "bad";
  });
}

topology.listeners.push(() => {
  if (lab.status) details.choices();
  details.draw();
  document.getElementById("thing-answer").textContent = "";
  tabs.show("thing");
});
document.getElementById("thing").addEventListener("change", (e) => topology.choose({ kind: "node", name: e.target.value }));
document.getElementById("flow-switch").addEventListener("change", () => flows.fetch());
document.getElementById("message-filter").addEventListener("input", () => messages.filter());
document.getElementById("message-stop").addEventListener("click", () => messages.toggle());
document.getElementById("message-clear").addEventListener("click", () => document.getElementById("message-list").replaceChildren());
document.getElementById("language").addEventListener("change", (e) => {
  language = e.target.value;
  localStorage.setItem("language", language);
  speak();
  if (lab.status) {
    header();
    details.draw();
  }
});
document.getElementById("ping").addEventListener("submit", async (e) => {
  e.preventDefault();
  const answer = document.getElementById("ping-answer");
  answer.textContent = word("busy");
  answer.className = "";
  try {
    const { reached, seconds } = await lab.ask("POST", "ping", { from: document.getElementById("ping-from").value, to: document.getElementById("ping-to").value });
    answer.textContent = reached ? `${word("answered")} ${(seconds * 1000).toFixed(1)} ms` : word("unanswered");
    answer.className = reached ? "" : "bad";
  } catch (err) {
    answer.textContent = err.message;
    answer.className = "bad";
  }
});

speak();
tabs.start();
lab.listen();
