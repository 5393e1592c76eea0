/**
 * The sounds: additive synthesis, one oscillator a note.
 *
 * `partials` are the amplitudes of the harmonics; `attack`, `fade` and `release` are in seconds. A plucked or struck
 * sound fades (time to fall to 37 %); others sustain. `vibrato` is in cents.
 */
const SOUNDS = {
  flute: { label: "Flute", partials: [1, 0.45, 0.12, 0.05], attack: 0.018, release: 0.06, vibrato: 8, gain: 0.5 },
  whistle: { label: "Tin whistle", partials: [1, 0.14, 0.07, 0.02], attack: 0.012, release: 0.04, vibrato: 4, gain: 0.42 },
  fiddle: {
    label: "Fiddle", partials: [1, 0.75, 0.6, 0.5, 0.42, 0.22, 0.2, 0.14, 0.1, 0.07], attack: 0.016, release: 0.07,
    vibrato: 10, gain: 0.28,
  },
  accordion: {
    label: "Accordion", partials: [1, 0.5, 0.65, 0.32, 0.4, 0.2, 0.22, 0.12, 0.1], attack: 0.02, release: 0.04, detune: 7,
    gain: 0.2,
  },
  pipes: { label: "Pipes", partials: [0.8, 1, 0.9, 0.7, 0.6, 0.45, 0.3, 0.22, 0.15], attack: 0.01, release: 0.03, gain: 0.2 },
  guitar: { label: "Guitar", partials: [1, 0.6, 0.35, 0.22, 0.12, 0.06], attack: 0.003, fade: 0.55, release: 0.1, gain: 0.5 },
  banjo: { label: "Banjo", partials: [1, 0.9, 0.7, 0.55, 0.4, 0.3, 0.2], attack: 0.002, fade: 0.22, release: 0.06, gain: 0.4 },
  harp: { label: "Harp", partials: [1, 0.4, 0.16, 0.08], attack: 0.004, fade: 0.8, release: 0.25, gain: 0.55 },
  piano: { label: "Piano", partials: [1, 0.5, 0.3, 0.18, 0.1, 0.06], attack: 0.003, fade: 0.7, release: 0.15, gain: 0.5 },
  bass: { label: "Bass", partials: [1, 0.55, 0.2, 0.08], attack: 0.006, fade: 0.6, release: 0.1, gain: 0.6 },
};

/** The sound of a General MIDI program. */
function soundOf(program) {
  if (program === 105) return SOUNDS.banjo;
  if (program === 109 || program === 111) return SOUNDS.pipes;
  if (program === 110) return SOUNDS.fiddle;
  if (program === 46) return SOUNDS.harp;
  if (program < 16) return SOUNDS.piano;
  if (program < 24) return SOUNDS.accordion;
  if (program < 32) return SOUNDS.guitar;
  if (program < 40) return SOUNDS.bass;
  if (program < 56) return SOUNDS.fiddle;
  if (program < 72) return SOUNDS.accordion;
  if (program === 78 || program === 79 || program === 72) return SOUNDS.whistle;
  return program < 80 ? SOUNDS.flute : SOUNDS.piano;
}

const waves = new WeakMap();

function wave(context, sound) {
  if (!waves.has(context)) waves.set(context, new Map());
  const known = waves.get(context);
  if (!known.has(sound)) {
    const imaginary = new Float32Array([0, ...sound.partials]);
    known.set(sound, context.createPeriodicWave(new Float32Array(imaginary.length), imaginary));
  }
  return known.get(sound);
}

/** Plays a note from `start` for `length` seconds of the context's clock. Loudness is 0 to 1. */
function playNote(context, output, sound, pitch, start, length, loudness) {
  const { attack, release, gain: level, fade } = sound;
  const end = start + Math.max(length, attack);
  const envelope = context.createGain();
  const peak = level * loudness;
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(peak, start + attack);
  let sustained = peak;
  if (fade) {
    envelope.gain.setTargetAtTime(0, start + attack, fade);
    sustained = peak * Math.exp(-(end - start - attack) / fade);
  }
  envelope.gain.setValueAtTime(sustained, end);
  envelope.gain.linearRampToValueAtTime(0, end + release);
  envelope.connect(output);
  for (const cents of sound.detune ? [-sound.detune, sound.detune] : [0]) {
    const oscillator = context.createOscillator();
    oscillator.setPeriodicWave(wave(context, sound));
    oscillator.frequency.value = 440 * 2 ** ((pitch - 69) / 12);
    oscillator.detune.value = cents;
    if (sound.vibrato && length > 0.3) {
      const vibrato = context.createOscillator();
      const depth = context.createGain();
      vibrato.frequency.value = 5.5;
      depth.gain.setValueAtTime(0, start);
      depth.gain.linearRampToValueAtTime(sound.vibrato, start + 0.5);
      vibrato.connect(depth).connect(oscillator.detune);
      vibrato.start(start);
      vibrato.stop(end + release);
    }
    oscillator.connect(envelope);
    oscillator.start(start);
    oscillator.stop(end + release);
  }
}

/** A drum: a falling tone, lower for lower keys of the General MIDI drum map. */
function playDrum(context, output, pitch, start, loudness) {
  const oscillator = context.createOscillator();
  const envelope = context.createGain();
  const frequency = 60 + 3 * Math.max(0, pitch - 35);
  oscillator.frequency.setValueAtTime(1.8 * frequency, start);
  oscillator.frequency.exponentialRampToValueAtTime(frequency, start + 0.05);
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(0.8 * loudness, start + 0.003);
  envelope.gain.setTargetAtTime(0, start + 0.01, 0.07);
  oscillator.connect(envelope).connect(output);
  oscillator.start(start);
  oscillator.stop(start + 0.5);
}
