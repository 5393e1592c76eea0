/** Marks what is played on the staff of a tune. A click seeks to a note. */
class StaffView {
  constructor(container, tune, onSeek) {
    this.container = container;
    this.svg = container.querySelector("svg");
    this.tune = tune;
    this.step = undefined;
    this.cursor = element("rect", { class: "cursor", rx: 3, width: 0, height: 0 });
    this.svg.prepend(this.cursor);
    this.svg.addEventListener("click", (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
      const entry = tune.sync.find(({ step }) => {
        const [x, y, width, height] = tune.boxes[step];
        return point.x >= x && point.x <= x + width && point.y >= y - 12 && point.y <= y + height + 12;
      });
      if (entry) onSeek(entry.start);
    });
  }

  show(position) {
    const step = this.tune.step(position);
    if (step === this.step) return;
    this.step = step;
    const [x, y, width, height] = step === undefined ? [0, 0, 0, 0] : this.tune.boxes[step];
    for (const [name, value] of Object.entries({ x: x - 1, y: y - 3, width: width + 2, height: height + 6 })) {
      this.cursor.setAttribute(name, step === undefined ? 0 : value);
    }
    this.follow();
  }

  /** Scrolls the staff so that the cursor is visible, on narrow screens. */
  follow() {
    const box = this.cursor.getBoundingClientRect();
    const frame = this.container.getBoundingClientRect();
    if (box.width > 0 && (box.left < frame.left || box.right > frame.right)) {
      this.container.scrollLeft += box.left - frame.left - 0.2 * frame.width;
    }
  }
}
