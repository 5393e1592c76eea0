/// A span of a melody with one chord, and its position in the form.
package struct HarmonicSpan: Sendable {
    /// A tone that sounds in the span.
    package struct Tone: Sendable {
        /// Semitones above the tonic, 0 to 11.
        package let degree: Int
        package let accent: Accent
        /// Whether the melody goes on by a step, as from a passing note.
        package let isLeftByStep: Bool
        /// Its length in the span, in beats.
        package let beats: Double
    }

    /// The strongest beat on which a tone sounds.
    package enum Accent: Int, CaseIterable, Sendable { case offBeat, onBeat, barStart }

    /// The place of a bar in its section.
    package enum BarPlace: Int, CaseIterable, Sendable {
        /// The first, second, third and fourth bar of four.
        case first, second, third, fourth
        /// The last bar but one of a section, its last bar, and the last of the tune.
        case beforeClose, close, end
    }

    /// The place of a span in its bar.
    package enum Beat: Int, CaseIterable, Sendable { case barStart, middle, other }

    package let start: Int
    package let end: Int
    package let tones: [Tone]
    package let bar: BarPlace
    package let beat: Beat
    package let key: Key

    /// The number of `BarPlace` times `Beat`.
    package static let positionCount = BarPlace.allCases.count * Beat.allCases.count
    package var position: Int { Self.position(bar, beat) }

    package static func position(_ bar: BarPlace, _ beat: Beat) -> Int {
        bar.rawValue * Beat.allCases.count + beat.rawValue
    }
}

extension Score {
    /// The spans of the score's melody, in order. Bars in free time and pickups of less than half a bar have none.
    ///
    /// - Returns: an empty array without a meter, a melody or a key with a tonic.
    package func harmonicSpans(every rhythm: HarmonicRhythm) -> [HarmonicSpan] {
        let melody = melody
        let places = barPlaces
        let boundaries = Set(barlines.lazy.filter(\.isSectionBoundary).map(\.onset))
        var result: [HarmonicSpan] = []
        for (number, bar) in MeteredBar.barsAcrossRepeats(of: self).enumerated() {
            let isShort = 2 * (bar.end - bar.start) < bar.meter.bar
            let isPickup = isShort && (bar.origin < bar.start || !boundaries.contains(bar.end))
            guard !isPickup, let key = keys.value(at: bar.start), key.mode != .none else { continue }
            let length = rhythm.length(in: bar.meter, ticksPerQuarter)
            // A pickup of half a bar or more is divided as the end of its bar.
            let offset = (bar.start - bar.origin) % length
            for start in stride(from: bar.start - offset, to: bar.end, by: length) {
                let (first, end) = (max(start, bar.start), min(start + length, bar.end))
                let beat: HarmonicSpan.Beat =
                    first == bar.start ? .barStart : 2 * (start - bar.origin) == bar.meter.bar ? .middle : .other
                result.append(
                    HarmonicSpan(
                        start: first, end: end, tones: tones(of: melody, first, end, key, in: bar),
                        bar: places[min(number, places.count - 1)], beat: beat, key: key))
            }
        }
        return result.contains { !$0.tones.isEmpty } ? result : []
    }

    private func tones(
        of melody: Melody, _ start: Int, _ end: Int, _ key: Key, in bar: MeteredBar
    ) -> [HarmonicSpan.Tone] {
        var tones = Array(melody.tones(from: start, to: end))
        if let last = melody.last(before: start), last.end > start { tones.insert(last, at: 0) }
        // The tone after the span, which the last tone of the span goes on to.
        let following =
            tones.dropFirst().map(\.midi) + [melody.tones(from: end, to: .max).first?.midi].compactMap(\.self)
        return tones.enumerated().map { i, tone in
            let (first, last) = (max(tone.onset, start), min(tone.end, end))
            // The first beat from the start of the tone on.
            let beat = bar.meter.beat
            let next = bar.origin + (first - bar.origin + beat - 1) / beat * beat
            return HarmonicSpan.Tone(
                degree: (tone.midi - key.tonic.semitone + 120) % 12,
                accent: next >= last ? .offBeat : next == bar.origin ? .barStart : .onBeat,
                isLeftByStep: i < following.count && (1...2).contains(abs(following[i] - tone.midi)),
                beats: Double(last - first) / Double(beat))
        }
    }

    /// The place of each bar with a meter in its section. The part of a bar before a repeat sign and its rest are one
    /// bar.
    private var barPlaces: [HarmonicSpan.BarPlace] {
        let bars = MeteredBar.barsAcrossRepeats(of: self)
        let boundaries = Set(barlines.lazy.filter(\.isSectionBoundary).map(\.onset))
        var result: [HarmonicSpan.BarPlace] = []
        var section: [Int] = []
        func close() {
            for (i, bar) in section.enumerated() {
                let left = section.count - 1 - i
                result[bar] =
                    left == 0 ? .close : left == 1 ? .beforeClose : HarmonicSpan.BarPlace(rawValue: i % 4) ?? .first
            }
            section = []
        }
        for (number, bar) in bars.enumerated() {
            result.append(.first)
            if bar.origin == bar.start { section.append(number) }
            if boundaries.contains(bar.end) { close() }
        }
        close()
        if let last = bars.lastIndex(where: { $0.origin == $0.start }) { result[last] = .end }
        return result
    }
}

extension HarmonicRhythm {
    /// The length of a span in ticks.
    fileprivate func length(in meter: MeteredBar.Lengths, _ ticksPerQuarter: Int) -> Int {
        switch self {
        case .bar: meter.bar
        case .beat: meter.beat
        case .half: (meter.bar / meter.beat) % 2 == 0 && meter.bar > 2 * ticksPerQuarter ? meter.bar / 2 : meter.bar
        }
    }
}
