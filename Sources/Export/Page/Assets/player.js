/** Plays one tune at a time. Times of the tune are in seconds at its own tempo; `speed` is a factor of it. */
class Player {
  settings = { speed: 1, transpose: 0, sound: null, isLooping: false, hasAccompaniment: true };
  tune = null;
  /** The part of the tune that is looped; null for all of it. */
  loop = null;
  position = 0;
  context = null;
  run = null;

  get isPlaying() { return this.run !== null; }

  load(tune) {
    this.pause();
    this.tune = tune;
    this.loop = null;
    this.position = 0;
  }

  play() {
    if (!this.tune || this.run) return;
    this.context ??= new AudioContext();
    this.context.resume();
    if (this.position >= this.length - 0.01) this.position = this.loop?.start ?? 0;
    const output = this.context.createGain();
    output.connect(limiter(this.context));
    // A short delay, so that the first note is not late.
    this.run = {
      output, began: this.context.currentTime + 0.06, until: 0,
      segments: [{ elapsed: 0, position: this.position }],
    };
    this.run.timer = setInterval(() => this.schedule(), 50);
    this.schedule();
  }

  pause() {
    if (!this.run) return;
    this.position = this.now();
    const { output, timer } = this.run;
    clearInterval(timer);
    this.run = null;
    const time = this.context.currentTime;
    output.gain.setValueAtTime(1, time);
    output.gain.linearRampToValueAtTime(0, time + 0.02);
    setTimeout(() => output.disconnect(), 100);
  }

  seek(position) { this.restart(() => { this.position = Math.min(Math.max(0, position), this.length); }); }

  change(settings) { this.restart(() => Object.assign(this.settings, settings)); }

  setLoop(loop) {
    this.restart(() => {
      this.loop = loop;
      if (loop && (this.position < loop.start || this.position >= loop.end)) this.position = loop.start;
    });
  }

  restart(change) {
    const wasPlaying = this.isPlaying;
    this.pause();
    change();
    if (wasPlaying) this.play();
  }

  get length() { return this.tune?.length ?? 0; }

  get end() { return this.settings.isLooping && this.loop ? this.loop.end : this.length; }

  /** The position that is heard. */
  now() {
    if (!this.run) return this.position;
    const elapsed = Math.max(0, this.context.currentTime - this.run.began) * this.settings.speed;
    const segment = this.run.segments.findLast((segment) => segment.elapsed <= elapsed) ?? this.run.segments[0];
    return Math.min(segment.position + elapsed - segment.elapsed, this.length);
  }

  /** Starts the notes of the next moments. A page in the background is called only once a second. */
  schedule() {
    const run = this.run;
    const ahead = document.hidden ? 2.5 : 0.3;
    const until = (this.context.currentTime + ahead - run.began) * this.settings.speed;
    // A remainder within the rounding error of the times would never be used up.
    while (run.until < until - 1e-6) {
      const segment = run.segments.at(-1);
      const from = segment.position + run.until - segment.elapsed;
      const to = Math.min(from + until - run.until, this.end);
      for (const note of this.tune.heard(from, to, this.settings)) {
        const start = run.began + (run.until + note.start - from) / this.settings.speed;
        sound(this.context, run.output, note, start, this.settings);
      }
      run.until += Math.max(0, to - from);
      if (to < this.end) continue;
      if (!this.settings.isLooping) {
        if (this.now() >= this.length - 0.001) this.finish();
        return;
      }
      run.segments.push({ elapsed: run.until, position: this.loop?.start ?? 0 });
    }
  }

  finish() {
    this.pause();
    this.position = 0;
    this.onEnd?.();
  }
}

/** Keeps loud chords from clipping hard. A compressor would delay the sound. */
function limiter(context) {
  const shaper = context.createWaveShaper();
  shaper.curve = Float32Array.from({ length: 513 }, (_, i) => Math.tanh((i - 256) / 256 * 2) / Math.tanh(2));
  const level = context.createGain();
  level.gain.value = 0.5;
  level.connect(shaper).connect(context.destination);
  return level;
}

function sound(context, output, note, start, settings) {
  const length = (note.end - note.start) / settings.speed;
  const loudness = (note.velocity / 127) ** 1.5;
  if (note.isDrum) return playDrum(context, output, note.pitch, start, loudness);
  const chosen = note.isAccompaniment ? null : settings.sound;
  const sounding = SOUNDS[chosen] ?? soundOf(note.program);
  playNote(context, output, sounding, note.pitch + settings.transpose, start, length, note.isAccompaniment ? 0.6 * loudness : loudness);
}

/** A tune of the page: its notes in seconds. */
class Tune {
  constructor(data) {
    Object.assign(this, data);
    this.midiBytes = fromBase64(data.midi);
    const midi = readMIDI(this.midiBytes);
    const tracks = [...new Set(midi.notes.map((note) => note.track))].sort((a, b) => a - b);
    this.notes = midi.notes.map((note) => {
      const part = tracks.indexOf(note.track);
      return {
        ...note, part, start: midi.seconds(note.tick), end: midi.seconds(note.end), isAccompaniment: part >= data.melody,
      };
    });
    this.length = midi.seconds(midi.end);
    this.bars = rows(data.bars, 1).map(([tick]) => midi.seconds(tick));
    this.boxes = rows(data.boxes, 4);
    this.sync = rows(data.sync, 2).map(([tick, step]) => ({ start: midi.seconds(tick), step }));
  }

  /** The notes that start in a span of time, with these settings. */
  heard(from, to, settings) {
    return this.notes.filter(
      (note) => note.start >= from && note.start < to && (settings.hasAccompaniment || !note.isAccompaniment));
  }

  /** The step on the staff that is played at a time. */
  step(time) { return this.sync.findLast((entry) => entry.start <= time + 1e-6)?.step; }

  /** Renders the tune, faster than it is played: mono samples. Parts of a few seconds need few oscillators at once. */
  async render(settings, rate = 44100) {
    const { speed } = settings;
    const samples = new Float32Array(Math.ceil((this.length / speed + 1) * rate));
    const span = 4 * speed;
    for (let from = 0; from < this.length; from += span) {
      const notes = this.heard(from, from + span, settings);
      const end = Math.max(from, ...notes.map((note) => note.end));
      const context = new OfflineAudioContext(1, Math.ceil(((end - from) / speed + 0.6) * rate), rate);
      const output = limiter(context);
      for (const note of notes) sound(context, output, note, (note.start - from) / speed, settings);
      const part = (await context.startRendering()).getChannelData(0);
      const offset = Math.round((from / speed) * rate);
      part.subarray(0, samples.length - offset).forEach((sample, i) => { samples[offset + i] += sample; });
    }
    return samples;
  }
}

/** The rows of a table whose numbers stand one after another in a text; none without a text. */
function rows(text, width) {
  const numbers = text ? text.split(" ").map(Number) : [];
  return Array.from({ length: numbers.length / width }, (_, i) => numbers.slice(width * i, width * (i + 1)));
}

function fromBase64(text) { return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)); }
