"use strict";

// The picture of the lab: boxes and cables where the lab's own layout puts them.
const topology = {
  cy: null,
  chosen: null, // what the details show: {kind, name} or {kind: "link", index}
  listeners: [],

  async draw() {
    const graph = await lab.ask("GET", "graph");
    const elements = [];
    graph.nodes.forEach((n, i) =>
      elements.push({
        group: "nodes", classes: n.kind, position: { x: n.x, y: n.y },
        data: { id: "n" + i, name: n.name, kind: n.kind, label: [n.name, ...n.lines].join("\n"), width: n.width, height: n.height },
      }));
    graph.links.forEach((l, i) =>
      elements.push({
        group: "edges",
        data: { id: "l" + i, index: i, source: "n" + l.ends[0], target: "n" + l.ends[1], from: l.ports[0], to: l.ports[1], label: l.label, detail: l.detail },
      }));
    this.cy?.destroy();
    this.cy = cytoscape({
      container: document.getElementById("graph"), elements, layout: { name: "preset", padding: 30 },
      style: this.style(), wheelSensitivity: 0.3, minZoom: 0.05, maxZoom: 4, textureOnViewport: elements.length > 300, hideLabelsOnViewport: elements.length > 300,
    });
    this.cy.on("tap", "node", (e) => this.choose({ kind: "node", name: e.target.data("name") }));
    this.cy.on("tap", "edge", (e) => this.choose({ kind: "link", index: e.target.data("index") }));
    this.fit();
    this.show();
    this.select();
  },

  // fit shows everything, but no letter larger than it need be.
  fit() {
    if (!this.cy) return;
    this.cy.resize();
    this.cy.fit(undefined, 30);
    if (this.cy.zoom() > 1.6) {
      this.cy.zoom(1.6);
      this.cy.center();
    }
  },

  style() {
    const color = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
    return [
      { selector: "node", style: {
        label: "data(label)", width: "data(width)", height: "data(height)", shape: "round-rectangle", "text-wrap": "wrap", "text-valign": "center",
        "font-size": 12, "line-height": 1.2, color: color("ink"), "background-color": color("field"), "border-width": 1.5, "border-color": color("pale") } },
      { selector: ".switch", style: { "border-color": color("switch"), "border-width": 2 } },
      { selector: ".host", style: { "border-color": color("host"), shape: "round-rectangle", "corner-radius": 12 } },
      { selector: "node.bad", style: { "border-color": color("bad"), "border-style": "dashed", color: color("bad") } },
      { selector: "edge", style: {
        width: 1.5, "line-color": color("pale"), "curve-style": "bezier", "control-point-step-size": 28, "font-size": 10, color: color("pale"),
        "source-label": "data(from)", "target-label": "data(to)", "source-text-offset": 34, "target-text-offset": 34, label: "data(label)",
        "text-background-color": color("paper"), "text-background-opacity": 1, "text-background-padding": 1 } },
      { selector: "edge.busy", style: { "line-color": color("host"), width: "data(weight)", "line-style": "dashed", "line-dash-pattern": [8, 6] } },
      { selector: "edge.bad", style: { "line-color": color("bad"), "line-style": "dotted", width: 2 } },
      { selector: ":selected", style: { "overlay-color": color("switch"), "overlay-opacity": 0.18, "overlay-padding": 4 } },
    ];
  },

  choose(what) {
    this.chosen = what;
    this.select();
    for (const f of this.listeners) f(what);
  },

  select() {
    this.cy?.elements().unselect();
    if (this.chosen?.kind === "node") this.cy?.nodes().filter((n) => n.data("name") === this.chosen.name).select();
    if (this.chosen?.kind === "link") this.cy?.getElementById("l" + this.chosen.index).select();
  },

  // show marks what does not work.
  show() {
    if (!this.cy || !lab.status) return;
    const bad = new Set();
    for (const s of lab.status.switches) if (s.stopped || (!s.connected && lab.status.listen)) bad.add(s.name);
    for (const h of lab.status.hosts) if (h.stopped) bad.add(h.name);
    const down = (name, port) => {
      const s = lab.status.switches.find((s) => s.name === name);
      return s && (s.stopped || s.ports.some((p) => String(p.number) === port && p.down));
    };
    this.cy.batch(() => {
      this.cy.nodes().forEach((n) => { n.toggleClass("bad", bad.has(n.data("name"))); });
      this.cy.edges().forEach((e) => {
        e.toggleClass("bad", Boolean(down(e.source().data("name"), e.data("from")) || down(e.target().data("name"), e.data("to"))));
      });
    });
  },

  // flow gives cables that carry something a weight by how much, and motion.
  flow(links) {
    if (!this.cy) return;
    this.cy.batch(() => {
      links.forEach((l, i) => {
        const e = this.cy.getElementById("l" + i), bytes = l.rates[0].bytes + l.rates[1].bytes;
        e.toggleClass("busy", bytes > 0);
        if (bytes > 0) e.data("weight", Math.min(2 + Math.log10(bytes), 10));
      });
    });
    this.move();
  },

  moving: false,
  move() {
    if (this.moving || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    this.moving = true;
    let last = 0, offset = 0;
    const step = (now) => {
      const busy = this.cy.edges(".busy");
      if (busy.empty() || document.hidden) {
        this.moving = false;
        return;
      }
      if (now - last > 66) {
        last = now;
        offset -= 2;
        busy.style("line-dash-offset", offset);
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  },

  // walk chooses the next node with the keyboard.
  walk(step) {
    const all = [...lab.status.switches, ...lab.status.hosts].map((n) => n.name);
    const i = all.indexOf(this.chosen?.name);
    this.choose({ kind: "node", name: all[(i + step + all.length) % all.length] });
  },
};

document.getElementById("graph").addEventListener("keydown", (e) => {
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (e.key in steps) topology.walk(steps[e.key]);
  else if (e.key === "+") topology.cy.zoom(topology.cy.zoom() * 1.2);
  else if (e.key === "-") topology.cy.zoom(topology.cy.zoom() / 1.2);
  else if (e.key === "0") topology.fit();
  else return;
  e.preventDefault();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => topology.cy?.style(topology.style()));
new ResizeObserver(() => topology.fit()).observe(document.getElementById("graph"));
