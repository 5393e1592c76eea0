/**
 * Reads a Standard MIDI File.
 *
 * Returns `notes` in order of time (tick, end, pitch, velocity, track, program, isDrum), the last tick `end`,
 * and `seconds(tick)` by the file's tempos.
 */
function readMIDI(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const division = view.getUint16(12);
  const notes = [];
  const tempos = [{ tick: 0, perTick: 0.5 / division }];
  let end = 0;
  let offset = 14;
  for (let track = 0; offset + 8 <= bytes.length; track++) {
    const last = offset + 8 + view.getUint32(offset + 4);
    let at = offset + 8;
    offset = last;
    const number = () => {
      let value = 0;
      let byte;
      do {
        byte = bytes[at++];
        value = value * 128 + (byte & 0x7f);
      } while (byte & 0x80);
      return value;
    };
    const sounding = new Map();
    const programs = new Array(16).fill(0);
    let tick = 0;
    let status = 0;
    while (at < last) {
      tick += number();
      if (bytes[at] & 0x80) status = bytes[at++];
      if (status >= 0xf0) {
        const type = status === 0xff ? bytes[at++] : -1;
        const length = number();
        if (type === 0x51) {
          const perQuarter = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
          tempos.push({ tick, perTick: perQuarter / 1e6 / division });
        }
        at += length;
        continue;
      }
      const kind = status >> 4;
      const channel = status & 15;
      const first = bytes[at++];
      const second = kind === 0xc || kind === 0xd ? 0 : bytes[at++];
      const key = channel * 128 + first;
      if (kind === 0xc) programs[channel] = first;
      if (kind === 0x8 || kind === 0x9) {
        const note = sounding.get(key);
        if (note) note.end = tick;
        sounding.delete(key);
      }
      if (kind === 0x9 && second > 0) {
        const note = {
          tick, end: tick, pitch: first, velocity: second, track, program: programs[channel], isDrum: channel === 9,
        };
        sounding.set(key, note);
        notes.push(note);
      }
    }
    for (const note of sounding.values()) note.end = tick;
    end = Math.max(end, tick);
  }
  notes.sort((a, b) => a.tick - b.tick || a.track - b.track || a.pitch - b.pitch);
  tempos.sort((a, b) => a.tick - b.tick);
  let elapsed = 0;
  tempos.forEach((tempo, i) => {
    if (i > 0) elapsed += (tempo.tick - tempos[i - 1].tick) * tempos[i - 1].perTick;
    tempo.seconds = elapsed;
  });
  return {
    notes,
    end,
    seconds(tick) {
      const tempo = tempos.findLast((tempo) => tempo.tick <= tick);
      return tempo.seconds + (tick - tempo.tick) * tempo.perTick;
    },
  };
}
