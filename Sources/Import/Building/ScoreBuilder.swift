package import MuseMusic

/// Collects the data of a piece as a whole, and assembles its voices into a score.
package struct ScoreBuilder {
    package var header = Header()
    package var playOrder: [String] = []
    /// The parts without their notes and rests, which the voices hold.
    package var parts: [Part] = []
    private var tempos: [Timed<Tempo>] = []
    private var chordSymbols: [Timed<ChordSymbol>] = []
    private var labels: [Timed<String>] = []

    package init() {}

    package mutating func add(_ tempo: Tempo, at onset: Int) {
        let placed = Timed(onset, tempo)
        if tempos.last != placed { tempos.append(placed) }
    }

    package mutating func add(_ symbol: ChordSymbol, at onset: Int) { chordSymbols.append(Timed(onset, symbol)) }

    package mutating func add(label: String, at onset: Int) { labels.append(Timed(onset, label)) }

    /// Returns the index of the lead voice, which determines the bar lines, keys and meters of the score: the first
    /// voice with bar lines that is not an overlay, or else the first voice.
    package static func leadVoice(of voices: [VoiceBuilder]) -> Int? {
        voices.indices.first { !voices[$0].barlines.isEmpty && !voices[$0].isOverlay } ?? voices.indices.first
    }

    /// Assembles the score.
    ///
    /// - Parameters:
    ///   - meter: the meter at the start, unless the lead voice sets one there.
    ///   - key: the key at the start, unless the lead voice sets one there.
    package func score(of voices: [VoiceBuilder], meter: Meter, key: Key) -> Score {
        let lead = Self.leadVoice(of: voices).map { voices[$0] }
        var score = Score()
        score.header = header
        score.playOrder = playOrder
        score.barlines = Self.barlines(of: lead, decoratedBy: voices)
        score.meters = Self.timeline(from: meter, lead?.meters ?? [])
        score.keys = Self.timeline(from: key, lead?.keys ?? [])
        score.tempos = Self.inOrder(tempos)
        score.chordSymbols = Self.inOrder(chordSymbols)
        score.labels = labels
        score.parts = parts(of: voices)
        return score
    }

    /// Returns the bar lines of the lead voice, with the decorations on those of the others.
    private static func barlines(of lead: VoiceBuilder?, decoratedBy voices: [VoiceBuilder]) -> [Barline] {
        guard let lead else { return [] }
        var list = lead.barlines
        for voice in voices where !voice.isOverlay { list.takeDecorations(of: voice.barlines) }
        return list.barlines
    }

    /// Returns the parts that have music; all parts if none has.
    private func parts(of voices: [VoiceBuilder]) -> [Part] {
        var result = parts
        for voice in voices {
            let i = voice.part
            if result[i].notes.isEmpty, result[i].rests.isEmpty {
                result[i].notes = voice.notes
                result[i].rests = voice.rests
            } else {
                result[i].notes = Self.merged(result[i].notes, voice.notes, onset: \.onset)
                result[i].rests = Self.merged(result[i].rests, voice.rests, onset: \.onset)
            }
        }
        let used = result.filter { !$0.notes.isEmpty || !$0.rests.isEmpty }
        return used.isEmpty ? result : used
    }

    /// Returns `start` and the changes after it, without repetitions; the last of several at one onset counts.
    private static func timeline<Value>(from start: Value, _ changes: [Timed<Value>]) -> [Timed<Value>] {
        var result = [Timed(0, start)]
        for change in changes {
            if result[result.count - 1].onset == change.onset { result.removeLast() }
            if result.last?.value != change.value { result.append(change) }
        }
        return result
    }

    private static func inOrder<Value>(_ values: [Timed<Value>]) -> [Timed<Value>] {
        let sorted =
            zip(values.indices, values).sorted { ($0.1.onset, $0.0) < ($1.1.onset, $1.0) }.map(\.1)
        var result: [Timed<Value>] = []
        for value in sorted where result.last != value { result.append(value) }
        return result
    }

    /// Merges two lists in order of onset; at equal onsets the elements of `a` come first.
    private static func merged<T>(_ a: [T], _ b: [T], onset: KeyPath<T, Int>) -> [T] {
        if b.isEmpty { return a }
        var result: [T] = []
        result.reserveCapacity(a.count + b.count)
        var k = 0
        for element in a {
            while k < b.count, b[k][keyPath: onset] < element[keyPath: onset] {
                result.append(b[k])
                k += 1
            }
            result.append(element)
        }
        result += b[k...]
        return result
    }
}
