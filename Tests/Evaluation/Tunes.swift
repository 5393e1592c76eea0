import MuseEvaluation
import MuseMusic
import MuseProtocols

/// Returns a tune written as words separated by spaces: `D4:2` is a note of two eighths (`D4` of one), `D4-` is tied,
/// `z:2` is a rest, `[D4,F#4]:2` a chord; `|`, `||`, `|:`, `:|`, `|]`, `|1` and `:|2` are bar lines.
func tune(_ text: String, meter: Meter? = Meter(4, 4), key: Key? = Key(PitchClass(step: 1), .major)) -> Score {
    var score = Score(ticksPerQuarter: 2)
    if let meter { score.meters = [Timed(0, meter)] }
    if let key { score.keys = [Timed(0, key)] }
    var part = Part()
    var now = 0
    for word in text.split(separator: " ").map(String.init) {
        if word.contains("|") {
            score.barlines.append(
                Barline(
                    onset: now, style: word == "||" ? .double : word.hasSuffix("]") ? .final : .single,
                    endsRepeat: word.hasPrefix(":"), startsRepeat: word.hasSuffix(":"),
                    endings: word.last?.wholeNumberValue.map { [$0] } ?? []))
            continue
        }
        let isTied = word.hasSuffix("-")
        let pieces = word.filter { !"[]-".contains($0) }.split(separator: ":")
        let duration = pieces.count > 1 ? Int(pieces[1]) ?? 1 : 1
        for name in pieces[0].split(separator: ",") where name != "z" {
            guard let pitch = PitchClass(name.dropLast()), let octave = name.last?.wholeNumberValue else { continue }
            part.notes.append(
                Note(
                    onset: now, duration: duration,
                    pitch: Pitch(step: Int(pitch.step), alter: Int(pitch.alter), octave: octave), isTied: isTied))
        }
        if pieces[0] == "z" { part.rests.append(Rest(onset: now, duration: duration)) }
        now += duration
    }
    score.parts = [part]
    return score
}

func rule(_ entries: KeyValuePairs<String, String>) throws -> any Rule {
    let mark = SourceMark(source: SourceFile(name: "jig.yaml", text: ""), line: 1, column: 1)
    func value(_ text: String) -> Node {
        guard text.hasPrefix("[") else { return Node(.scalar(text, isPlain: true), at: mark) }
        let items = text.dropFirst().dropLast().split(separator: ",").map { String($0.filter { $0 != " " }) }
        return Node(.list(items.map { Node(.scalar($0, isPlain: true), at: mark) }), at: mark)
    }
    let map = entries.map { Node.Entry(key: $0.key, keyMark: mark, value: value($0.value)) }
    return try Registry<any Rule>.builtIn.make(Node(.map(map), at: mark), path: "rules[0]")
}
