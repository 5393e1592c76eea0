import MuseMusic

/// A score in one voice from bars of notes such as `A4:2`, a pitch and its length in eighths, or `z:1` for a rest.
///
/// - Parameter lines: the bars with the bar line after each.
func tune(_ key: Key, _ meter: Meter, _ lines: [(bar: String, line: Barline)]) -> Score {
    var score = Score(ticksPerQuarter: 8)
    score.meters = [Timed(0, meter)]
    score.keys = [Timed(0, key)]
    var part = Part()
    var now = 0
    for (bar, line) in lines {
        for text in bar.split(separator: " ") {
            let parts = text.split(separator: ":")
            let duration = Int(4 * (Double(parts[1]) ?? 0))
            if let pitch = Pitch(parts[0]) {
                part.notes.append(Note(onset: now, duration: duration, pitch: pitch))
            } else {
                part.rests.append(Rest(onset: now, duration: duration))
            }
            now += duration
        }
        var line = line
        line.onset = now
        score.barlines.append(line)
    }
    score.parts = [part]
    return score
}

/// A jig in D with a pickup and two endings.
let jig = tune(
    Key(PitchClass(step: 1), .major), Meter(6, 8),
    [
        ("A4:1", Barline(onset: 0, startsRepeat: true)),
        ("F#4:1 A4:1 D5:1 F#5:2 E5:1", Barline(onset: 0)),
        ("D5:1 B4:1 D5:1 A4:3", Barline(onset: 0)),
        ("A4:1 B4:2 E5:0.5 F#5:0.5 E5:1 C#5:1", Barline(onset: 0, endings: [1])),
        ("D5:3 D5:2", Barline(onset: 0, endsRepeat: true, endings: [2])),
        ("D5:1 C#5:1 D5:1 D4:3", Barline(onset: 0, style: .final)),
    ])
