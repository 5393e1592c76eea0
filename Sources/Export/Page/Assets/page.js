const byId = (id) => document.getElementById(id);
const player = new Player();
const data = JSON.parse(byId("tunes").textContent);
/** The tunes of the page, as functions: a MIDI file is read when it is first needed. */
const tunes = data.map((tune) => {
  let known = null;
  return () => (known ??= new Tune(tune));
});
let current = null;
let frame = 0;

/** The parts of the page that belong to a tune. */
const articles = [...document.querySelectorAll("article")].map((article, i) => {
  const find = (selector) => article.querySelector(selector);
  const views = { article, roll: null, staff: null };
  const seek = (position) => {
    select(i);
    player.seek(position);
    update();
  };
  views.show = () => {
    if (views.roll) return;
    views.roll = new Roll(find(".roll"), tunes[i](), seek, (loop) => {
      select(i);
      byId("loop").checked = true;
      player.change({ isLooping: true });
      player.setLoop(loop);
      views.roll.showLoop(loop);
      update();
    });
    if (find(".staff svg")) views.staff = new StaffView(find(".staff"), tunes[i](), seek);
  };
  find(".play").addEventListener("click", () => {
    if (current === i) return toggle();
    select(i);
    player.play();
    update();
  });
  find(".copy")?.addEventListener("click", () => copy(find("pre"), find(".copy")));
  for (const button of article.querySelectorAll("[data-file]")) {
    button.addEventListener("click", () => save(i, button.dataset.file));
  }
  return views;
});

// Rolls are drawn when they come into view, so that a page of many tunes opens at once.
const observer = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
    articles.find(({ article }) => article === target).show();
    observer.unobserve(target);
  }
}, { rootMargin: "200px" });
for (const { article } of articles) observer.observe(article);

/** Makes a tune the one that the controls act on. */
function select(i) {
  if (current === i) return;
  if (current !== null) {
    articles[current].article.classList.remove("current");
    articles[current].roll?.showLoop(null);
  }
  current = i;
  articles[i].show();
  articles[i].article.classList.add("current");
  player.load(tunes[i]());
  byId("now").textContent = articles[i].article.querySelector("h2").textContent;
}

function toggle() {
  if (current === null) select(0);
  if (player.isPlaying) player.pause();
  else player.play();
  update();
}

/** Plays the tune before (-1) or after (1) the current one. */
function step(by) {
  const wasPlaying = player.isPlaying;
  select(Math.min(Math.max(0, (current ?? -1) + by), tunes.length - 1));
  articles[current].article.scrollIntoView({ block: "nearest" });
  if (wasPlaying) player.play();
  update();
}

/** Seeks by bars. */
function seekBars(by) {
  const { bars } = player.tune;
  const now = player.now() + 0.05;
  const bar = bars.findLastIndex((start) => start <= now) + by;
  player.seek(bars[Math.min(Math.max(0, bar), bars.length - 1)]);
  update();
}

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Brings controls and views up to date, again and again while a tune is played. */
function update() {
  const label = player.isPlaying ? "Pause" : "Play";
  byId("play").textContent = label;
  articles.forEach(({ article }, i) => {
    article.querySelector(".play").textContent = i === current ? label : "Play";
  });
  byId("position").disabled = current === null;
  if (current === null) return;
  const position = player.now();
  byId("position").max = player.length;
  byId("position").value = position;
  byId("position").setAttribute("aria-valuetext", `${clock(position)} of ${clock(player.length)}`);
  byId("time").textContent = clock(position / player.settings.speed);
  articles[current].roll.show(position);
  articles[current].staff?.show(position);
  cancelAnimationFrame(frame);
  if (player.isPlaying) frame = requestAnimationFrame(update);
}

player.onEnd = update;

async function copy(pre, button) {
  try {
    await navigator.clipboard.writeText(pre.textContent);
  } catch {
    // Some browsers have no clipboard for files: the text is selected instead.
    getSelection().selectAllChildren(pre);
    button.textContent = "Press Ctrl+C";
    return;
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
}

/** Downloads a file of a tune. */
async function save(i, type) {
  const tune = tunes[i]();
  const files = {
    abc: () => [articles[i].article.querySelector("pre").textContent, "text/vnd.abc"],
    mid: () => [tune.midiBytes, "audio/midi"],
    mxl: () => [fromBase64(tune.mxl), "application/vnd.recordare.musicxml"],
    wav: async () => [toWAV(await tune.render(player.settings)), "audio/wav"],
  };
  download(`${tune.name}.${type}`, ...(await files[type]()));
}

function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** A RIFF file of mono samples, 16 bits each. */
function toWAV(samples, rate = 44100) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, 32767 * Math.max(-1, Math.min(1, sample)), true));
  return view.buffer;
}

const on = (id, event, action) => byId(id)?.addEventListener(event, action);
on("play", "click", toggle);
on("previous", "click", () => step(-1));
on("next", "click", () => step(1));
on("position", "input", () => {
  player.seek(byId("position").valueAsNumber);
  update();
});
on("tempo", "input", () => {
  byId("percent").textContent = `${byId("tempo").value} %`;
  player.change({ speed: byId("tempo").valueAsNumber / 100 });
  update();
});
on("transpose", "change", () => {
  const semitones = Math.round(Math.min(Math.max(-12, byId("transpose").valueAsNumber || 0), 12));
  byId("transpose").value = semitones;
  player.change({ transpose: semitones });
});
on("sound", "change", () => player.change({ sound: byId("sound").value || null }));
on("accompaniment", "change", () => player.change({ hasAccompaniment: byId("accompaniment").checked }));
on("loop", "change", () => {
  player.change({ isLooping: byId("loop").checked });
  if (!byId("loop").checked) {
    player.setLoop(null);
    articles[current]?.roll?.showLoop(null);
  }
});
on("recipe", "click", () => download(byId("recipe").dataset.name, byId("recipe-text").textContent, "text/yaml"));

function nudge(id, by) {
  byId(id).valueAsNumber += by;
  byId(id).dispatchEvent(new Event(id === "tempo" ? "input" : "change"));
}

const KEYS = {
  " ": toggle, k: toggle, n: () => step(1), p: () => step(-1), ArrowLeft: () => seekBars(-1), ArrowRight: () => seekBars(1),
  "+": () => nudge("tempo", 5), "-": () => nudge("tempo", -5), l: () => byId("loop").click(),
  "]": () => nudge("transpose", 1), "[": () => nudge("transpose", -1),
};

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea, button, summary, a");
  const action = KEYS[event.key];
  if (!action || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (current === null && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  action();
});

for (const [name, { label }] of Object.entries(SOUNDS)) byId("sound").append(new Option(label, name));
/** For scripts. */
globalThis.muse = { player, tunes, select };

byId("accompaniment").closest("label").hidden = !data.some((tune) => tune.hasAccompaniment);
update();
