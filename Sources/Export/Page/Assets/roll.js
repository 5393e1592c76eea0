const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** The piano roll of a tune. A click seeks; dragging selects the part to loop. */
class Roll {
  constructor(container, tune, onSeek, onLoop) {
    this.container = container;
    this.tune = tune;
    const pitches = tune.notes.filter((note) => !note.isDrum).map((note) => note.pitch);
    const [low, high] = pitches.length ? [Math.min(...pitches) - 2, Math.max(...pitches) + 2] : [58, 72];
    this.scale = 100 / Math.max(tune.length, 0.1);
    this.svg = element("svg", { viewBox: `0 0 100 ${high - low + 1}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    this.svg.style.width = `${Math.max(container.clientWidth - 2, 24 * tune.length)}px`;
    const line = (seconds, type) => element("line", { class: type, x1: 0, x2: 0, y1: 0, y2: 1000, transform: `translate(${this.scale * seconds})` });
    this.svg.append(...tune.bars.map((seconds) => line(seconds, "bar")));
    for (const note of tune.notes) {
      const y = note.isDrum ? high - low : high - note.pitch;
      this.svg.append(element("rect", {
        class: `p${note.part % 4}`, x: this.scale * note.start, y, height: 1,
        width: Math.max(0.9 * this.scale * (note.end - note.start), 0.05), opacity: 0.4 + note.velocity / 212,
      }));
    }
    this.loop = element("rect", { class: "loop", x: 0, y: 0, width: 0, height: 1000 });
    this.head = line(0, "head");
    this.svg.append(this.loop, this.head);
    container.replaceChildren(this.svg);
    this.listen(onSeek, onLoop);
  }

  listen(onSeek, onLoop) {
    let start = null;
    const seconds = (event) => {
      const box = this.svg.getBoundingClientRect();
      return Math.min(Math.max(0, (event.clientX - box.left) / box.width), 1) * this.tune.length;
    };
    const isDrag = (event) => start && Math.abs(event.clientX - start.x) > 8;
    this.svg.addEventListener("pointerdown", (event) => { start = { x: event.clientX, seconds: seconds(event) }; });
    this.svg.addEventListener("pointermove", (event) => {
      if (isDrag(event)) this.showLoop(this.span(start.seconds, seconds(event)));
    });
    this.svg.addEventListener("pointerup", (event) => {
      if (isDrag(event)) onLoop(this.span(start.seconds, seconds(event)));
      else if (start) onSeek(start.seconds);
      start = null;
    });
    this.svg.addEventListener("pointercancel", () => { start = null; });
  }

  /** The bars between two times. */
  span(a, b) {
    const [first, last] = a < b ? [a, b] : [b, a];
    const start = this.tune.bars.findLast((bar) => bar <= first) ?? 0;
    const end = this.tune.bars.find((bar) => bar >= last) ?? this.tune.length;
    return { start, end: Math.max(end, start + 0.1) };
  }

  showLoop(loop) {
    this.loop.setAttribute("x", this.scale * (loop?.start ?? 0));
    this.loop.setAttribute("width", loop ? this.scale * (loop.end - loop.start) : 0);
  }

  show(position) {
    this.head.setAttribute("transform", `translate(${this.scale * position})`);
    const x = (this.svg.clientWidth * position) / this.tune.length;
    const { scrollLeft, clientWidth } = this.container;
    if (x < scrollLeft || x > scrollLeft + 0.85 * clientWidth) this.container.scrollLeft = x - 0.15 * clientWidth;
  }
}
