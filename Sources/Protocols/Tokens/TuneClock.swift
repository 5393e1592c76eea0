import MuseMusic

/// The position in an unfinished tune of a note that the next token starts.
///
/// A pickup cannot be distinguished from a full bar before it ends: its position counts from its start.
public struct TuneClock: Hashable, Sendable {
    public var ticksPerQuarter: Int
    /// Ticks since the start of the tune.
    public var onset: Int
    /// The number of full bars before. Shorter bars, such as pickups, do not count.
    public var bar = 0
    /// Ticks since the last bar line.
    public var position: Int
    /// The length of a bar in ticks; 0 in free time.
    public var barTicks: Int
    /// The beat of the bar, from 0: in 6/8 there are two. Not limited to the bar's beats in bars that are too long.
    public var beat: Int
    /// Ticks since the beat.
    public var beatPosition: Int
    /// The number of sections before, which end at repeat signs and at double, final and initial bar lines.
    public var section = 0
    /// The number of full bars of the section before.
    public var sectionBar = 0
    /// The phrase of the section, from 0; -1 if the plan does not divide the section into phrases.
    public var phrase = -1
    /// The number of full bars of the phrase before; -1 without phrases.
    public var phraseBar = -1
    /// The tonic as a pitch class, 0 for C to 11; -1 if there is no key, or a key without a tonic.
    public var tonic: Int
    /// Sharps (positive) or flats (negative) of the key signature.
    public var fifths: Int

    /// Finds the position in a score.
    ///
    /// - Parameters:
    ///   - score: the unfinished tune.
    ///   - onset: the end of its music so far, in ticks.
    ///   - plan: the plan that it follows.
    init(_ score: Score, onset: Int, plan: Plan) {
        ticksPerQuarter = score.ticksPerQuarter
        self.onset = onset
        let meter = score.meters.value(at: onset) ?? .free
        barTicks = meter.barTicks(ticksPerQuarter) ?? 0
        let key = score.keys.value(at: onset)
        tonic = key?.tonicPitchClass ?? -1
        fifths = key?.fifths ?? 0
        var start = 0
        for line in score.barlines where line.style != .none && line.onset <= onset {
            let full = score.meters.value(at: start)?.barTicks(ticksPerQuarter) ?? 0
            let isFull = line.onset - start >= full && line.onset > start
            // Decoders close the last bar of an unfinished tune.
            if line.style == .final, !isFull, line == score.barlines.last { continue }
            if isFull {
                bar += 1
                sectionBar += 1
            }
            if line.isSectionBoundary, line.onset > 0 {
                section += sectionBar > 0 ? 1 : 0
                sectionBar = 0
            }
            start = line.onset
        }
        position = onset - start
        (beat, beatPosition) = meter.beat(at: position, ticksPerQuarter)
        if let plans = plan.sections?.value, plans.indices.contains(section), !plans[section].phrases.isEmpty {
            let length = max(1, plans[section].bars / plans[section].phrases.count)
            (phrase, phraseBar) = sectionBar.quotientAndRemainder(dividingBy: length)
        }
    }
}

extension Meter {
    /// The beat at a position in the bar, and the ticks since it. Groups such as those of 2+3/8 are beats.
    fileprivate func beat(at position: Int, _ ticksPerQuarter: Int) -> (beat: Int, position: Int) {
        guard groups.count > 1 else {
            let length = max(1, beatTicks(ticksPerQuarter))
            return (position / length, position % length)
        }
        var rest = position
        for (beat, group) in groups.enumerated() {
            let length = group * 4 * ticksPerQuarter / unit
            if rest < length || beat == groups.count - 1 { return (beat, rest) }
            rest -= length
        }
        return (0, position)
    }
}

extension Key {
    /// The tonic in semitones above C; nil without tonality.
    fileprivate var tonicPitchClass: Int? {
        mode == .none ? nil : Pitch(step: Int(tonic.step), alter: Int(tonic.alter), octave: 4).midi % 12
    }
}
