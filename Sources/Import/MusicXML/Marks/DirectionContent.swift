import MuseMusic
import MuseProtocols

/// What a `direction` element means for a score.
struct DirectionContent {
    private(set) var decorations: [String] = []
    private(set) var annotations: [String] = []
    private(set) var labels: [String] = []
    private(set) var tempo: Tempo?

    private var words: [String] = []
    private var metronome: Tempo?
    private let isBelow: Bool

    /// - Parameter wedges: the open hairpins of the part, by number: `crescendo` or `diminuendo`.
    init(_ direction: XMLElement, _ wedges: inout [String: String], _ reports: inout XMLReports) {
        isBelow = direction["placement"] == "below"
        for type in direction.all("direction-type") {
            for mark in type.children { read(mark, &wedges, &reports) }
        }
        let sound = direction.first("sound")
        readTempo(TempoContent.quartersPerMinute(sound, &reports))
        readWords()
        // Words and sign say more than `sound`: `D.C. al Fine` has the attribute `dacapo` too.
        for name in sound.map(PlaybackWords.decorations) ?? []
        where !decorations.contains(where: { $0.hasPrefix(name) }) {
            decorations.append(name)
        }
    }

    private mutating func read(_ mark: XMLElement, _ wedges: inout [String: String], _ reports: inout XMLReports) {
        switch mark.name {
        case "words": if !mark.text.isEmpty { words.append(mark.text) }
        case "rehearsal": if !mark.text.isEmpty { labels.append(mark.text) }
        case "segno", "coda": decorations.append(mark.name)
        case "metronome": metronome = TempoContent.tempo(mark, &reports) ?? metronome
        case "dynamics": decorations += NotationNames.dynamics(mark, &reports)
        case "wedge":
            let number = mark["number"] ?? "1"
            if mark["type"] == "stop" {
                decorations += wedges.removeValue(forKey: number).map { ["\($0))"] } ?? []
            } else if mark["type"] == "crescendo" || mark["type"] == "diminuendo" {
                wedges[number] = mark["type"]
                decorations.append("\(mark["type"] ?? "")(")
            }
        case "symbol", "eyeglasses", "image", "damp", "damp-all": break
        default: reports.addLoss("the direction <\(mark.name)>", at: mark.place)
        }
    }

    /// Combines metronome mark, words and playback tempo. The latter counts if it differs from the metronome mark.
    private mutating func readTempo(_ quartersPerMinute: Double?) {
        let text = words.joined(separator: " ")
        guard metronome != nil || quartersPerMinute != nil else {
            guard TempoContent.isTempo(text) else { return }
            tempo = Tempo(bpm: nil, text: text)
            words = []
            return
        }
        var result = metronome ?? Tempo(bpm: quartersPerMinute)
        if let quartersPerMinute, let marked = result.quartersPerMinute,
            (marked - quartersPerMinute).magnitude > 0.01 * marked
        {
            result.bpm = quartersPerMinute * Double(result.beatDenominator) / Double(result.beatNumerator)
        }
        if PlaybackWords.decoration(for: text) == nil {
            result.text = text
            words = []
        }
        tempo = result
    }

    private mutating func readWords() {
        guard !words.isEmpty else { return }
        let text = words.joined(separator: " ")
        if let decoration = PlaybackWords.decoration(for: text) {
            decorations.append(decoration)
        } else {
            annotations.append((isBelow ? "_" : "^") + text)
        }
    }
}
