import MuseMusic

/// Notates a performance, step by step; see `Score.notated()`.
struct Notator {
    private(set) var score: Score
    private let settings: NotationSettings
    private let pulse: Pulse
    private let plan: BarPlan
    /// Ticks of notation in a sixteenth.
    private static let step = Score.notationTicksPerQuarter / MetricalModel.stepsPerQuarter

    init(_ played: Score, _ performance: Performance) {
        settings = performance.notation
        score = played
        score.performance = nil
        score.ticksPerQuarter = Score.notationTicksPerQuarter
        let quarter = played.ticksPerQuarter
        let pulse = Pulse(
            played.parts.flatMap { $0.notes.map(\.onset) }.sorted(), ticksPerQuarter: quarter,
            quartersPerMinute: played.tempos.first?.value.quartersPerMinute ?? 120)
        self.pulse = pulse
        let meters = Self.statedMeters(played, performance, pulse)
        plan = BarPlan(
            Self.onsets(played, pulse),
            end: played.parts.flatMap(\.notes).map { Self.steps(pulse.quarters($0.end), .up) }.max() ?? 0,
            stated: meters, pickup: settings.pickup.map { $0.ticks(MetricalModel.stepsPerQuarter) })
        notate(played, statesKey: performance.statesKey)
        if settings.foldsRepeats { score = score.foldingRepeats() }
    }

    private mutating func notate(_ played: Score, statesKey: Bool) {
        score.placeTimelines { [self] in Int(place($0).rounded()) }
        score.barlines = plan.bars.map { Barline(onset: $0.end * Self.step) }
        if let last = score.barlines.indices.last { score.barlines[last].style = .final }
        score.meters = plan.meters.map { Timed($0.onset * Self.step, $0.value) }
        for i in score.tempos.indices {
            score.tempos[i].value.bpm = score.tempos[i].value.bpm.map { $0 / pulse.quarter }
        }
        quantise(played)
        findKey(stated: statesKey ? score.keys : [])
        spell()
    }

    // MARK: Meter

    /// The meters in force, in sixteenths; empty if they are to be estimated.
    private static func statedMeters(_ played: Score, _ performance: Performance, _ pulse: Pulse) -> [Timed<Meter>] {
        if let meter = performance.notation.meter { return [Timed(0, meter)] }
        guard performance.statesMeter, pulse.quarter == 1 else { return [] }
        // A bar of one beat is what a program writes that knows only beats.
        if played.meters.allSatisfy({ $0.value.beats == 1 }) { return [] }
        return played.meters.map { Timed(Self.steps(pulse.quarters($0.onset), .toNearestOrEven), $0.value) }
    }

    /// The onsets on the grid of sixteenths, with the largest velocity and the highest note of each.
    private static func onsets(_ played: Score, _ pulse: Pulse) -> [BarPath.Onset] {
        let melodic = played.parts.filter { !$0.isDrums && !$0.notes.isEmpty }
        let tolerance = max(0.15, min(0.5, 12 * pulse.deviation))
        var result: [BarPath.Onset] = []
        let notes = (melodic.isEmpty ? played.parts : melodic).flatMap(\.notes)
            .sorted { ($0.onset, $0.pitch.midi) < ($1.onset, $1.pitch.midi) }
        for note in notes {
            let place = pulse.quarters(note.onset) * Double(MetricalModel.stepsPerQuarter)
            guard abs(place - place.rounded()) <= tolerance else { continue }
            let onset = BarPath.Onset(
                step: Int(place.rounded()), velocity: Double(note.velocity), pitch: note.pitch.midi)
            if let last = result.last, last.step >= onset.step {
                result[result.count - 1].velocity = max(last.velocity, onset.velocity)
                result[result.count - 1].pitch = max(last.pitch, onset.pitch)
            } else {
                result.append(onset)
            }
        }
        return result
    }

    private static func steps(_ quarters: Double, _ rule: FloatingPointRoundingRule) -> Int {
        // An end just after a sixteenth is meant to be on it.
        Int((quarters * Double(MetricalModel.stepsPerQuarter) - (rule == .up ? 0.2 : 0)).rounded(rule))
    }

    // MARK: Rhythm

    /// Ticks of notation from the start of the first bar.
    private func place(_ tick: Int) -> Double {
        max(0, pulse.quarters(tick) * Double(Score.notationTicksPerQuarter) - Double(plan.offset * Self.step))
    }

    private mutating func quantise(_ played: Score) {
        let quarter = Double(Score.notationTicksPerQuarter)
        let times = played.parts.map { $0.notes.map { (onset: place($0.onset), end: place($0.end)) } }
        let end = times.joined().map(\.end).max() ?? 0
        let beats = Beats(plan.bars, end: Int(end), ticksPerStep: Self.step)
        let halfTick = quarter / Double(played.ticksPerQuarter) / 2
        var limits = RhythmTree.Limits(
            deviation: max(0.006 * quarter, halfTick, pulse.deviation * quarter), shortest: Int(quarter) / 16)
        if let grid = settings.grid {
            limits.shortest = grid.ticks(Int(quarter))
            limits.allowsTuplets = grid.denominator % 3 == 0
            if limits.allowsTuplets { limits.shortest = limits.shortest * 3 / 2 }
        } else if pulse.deviation > 0.012 {
            // A performance with free timing has no meaningful 64ths.
            limits.shortest = Int(quarter) / 8
        }
        let articulation = Articulation(times)
        for i in played.parts.indices {
            let rhythm = PartRhythm(
                played.parts[i].notes, times: times[i], beats, limits, isLegato: articulation.isFree)
            var part = Part(
                name: played.parts[i].name, program: played.parts[i].program, isDrums: played.parts[i].isDrums)
            if !part.isDrums, let areLeft = Hands.areLeft(rhythm.notes, program: part.program) {
                let (right, left) = rhythm.notes.indices.reduce(into: ([Note](), [Note]())) { hands, i in
                    if areLeft[i] { hands.1.append(rhythm.notes[i]) } else { hands.0.append(rhythm.notes[i]) }
                }
                let upper = Voices(right, rhythm.groups)
                let lower = Voices(left, rhythm.groups, first: upper.next)
                part.lowerStaffVoice = upper.next
                part.notes = Voices.ordered(upper.notes + lower.notes) { ($0.onset, $0.voice) }
                part.rests = Voices.ordered(upper.rests + lower.rests) { ($0.onset, $0.voice) }
            } else {
                let voices = Voices(rhythm.notes, rhythm.groups)
                part.notes = voices.notes
                part.rests = voices.rests
            }
            score.parts[i] = part
        }
    }

    // MARK: Key

    private mutating func findKey(stated: [Timed<Key>]) {
        if let key = settings.key {
            score.keys = [Timed(0, key)]
            return
        }
        let notes = score.parts.filter { !$0.isDrums }.flatMap(\.notes)
            .sorted { ($0.onset, -$0.pitch.midi) < ($1.onset, -$1.pitch.midi) }
        guard !notes.isEmpty else { return }
        let finder = KeyFinder(
            notes.map { ($0.pitch.midi, Double($0.duration) / Double(Score.notationTicksPerQuarter)) })
        guard let first = stated.first else {
            score.keys = [Timed(0, finder.key())]
            return
        }
        guard stated.count == 1 else { return }
        if finder.contradicts(first.value) {
            score.keys[0].value = finder.key()
        } else if first.value.mode == .major {
            score.keys[0].value = finder.key(withSignatureOf: first.value)
        }
    }

    private mutating func spell() {
        let keys = score.keys
        for i in score.parts.indices where !score.parts[i].isDrums {
            for voice in Set(score.parts[i].notes.map(\.voice)).sorted() {
                let own = score.parts[i].notes.indices.filter { score.parts[i].notes[$0].voice == voice }
                let notes = own.map { score.parts[i].notes[$0] }
                let pitches = Speller.pitches(notes.map(\.pitch.midi)) { keys.value(at: notes[$0].onset) ?? .cMajor }
                for (note, pitch) in zip(own, pitches) { score.parts[i].notes[note].pitch = pitch }
            }
        }
    }
}
