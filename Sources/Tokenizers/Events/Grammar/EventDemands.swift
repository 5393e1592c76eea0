import MuseMusic
import MuseProtocols

/// A plan's demands on an event tokenizer: pitches, the meter, and the number of bars, of which schemes without tokens
/// for bars know only the greatest.
struct EventDemands: Sendable {
    /// Whether each MIDI note number is allowed.
    let pitches: [Bool]
    /// The allowed numbers of bars up to the last with a note; nil for any.
    let bars: ClosedRange<Int>?
    /// The index of the only meter; nil for any.
    let meter: Int?

    /// - Parameters:
    ///   - name: the tokenizer's name, for messages.
    ///   - hasBars: whether the scheme has tokens for bars.
    /// - Throws: `PlanError` for a demand that the tokens cannot represent or that no tune can meet.
    init(_ plan: Plan, _ options: EventOptions, name: String, hasBars: Bool) throws {
        try plan.refuseStylesAndMarks(for: name)
        if let close = plan.closes.first { throw PlanError("the \(name) tokenizer has no cadences", close) }
        if let notes = plan.notes.first {
            throw PlanError(
                "the \(name) tokenizer cannot set rhythms, notes or chords of bars; abc and melody can", notes)
        }
        let bars = try plan.barsWithoutRepeats(for: name)
        if let least = bars?.lowerBound, least > 1, !hasBars {
            let message = "the \(name) tokenizer has no bars; it can limit their number, but not demand \(least)"
            if let demand = plan.bars { throw PlanError(message, demand) }
            if let demand = plan.sections { throw PlanError(message, demand) }
        }
        self.bars = bars
        meter = try plan.meter.map { demand in
            let option = EventOptions.MeterOption(beats: demand.value.beats, unit: demand.value.unit)
            guard let index = options.meters?.firstIndex(of: option) else {
                throw PlanError("the \(name) tokenizer has no token for the meter \(demand.value)", demand)
            }
            return index
        }
        try plan.requireNotesOfKey()
        var pitches = (0...127).map { options.pitches.contains($0) && plan.allows(midi: $0) }
        if let key = plan.key {
            guard plan.chromatic != nil else {
                throw PlanError(
                    "the \(name) tokenizer has no tokens for keys; to restrict notes to the key, use 'diatonic: true'",
                    key)
            }
            let scale = plan.pitchClasses(in: key.value)
            for midi in pitches.indices where !scale.contains(midi % 12) { pitches[midi] = false }
        } else if let chromatic = plan.chromatic {
            throw PlanError("with the \(name) tokenizer, 'diatonic' needs a key", chromatic)
        }
        self.pitches = pitches
        if !pitches.contains(true) {
            let limit = plan.pitchLimit
            throw PlanError(
                "no note\(plan.key == nil ? "" : " of the key") is \(limit?.value ?? "among the pitches")",
                path: limit?.path ?? plan.key?.path ?? "", mark: limit?.mark ?? plan.key?.mark)
        }
    }

    /// Whether the tune is limited to some pitches; then it has no drums.
    func allowsDrums(_ options: EventOptions) -> Bool { options.pitches.allSatisfy { pitches[$0] } }

    /// Whether another bar may begin after a number of bars.
    func mayBegin(after count: Int) -> Bool { count < bars?.upperBound ?? .max }

    /// The number of bars that must still begin after a number of bars.
    func missing(after count: Int) -> Int { max(0, (bars?.lowerBound ?? 0) - count) }
}

extension EventOptions {
    /// Checks that the grammar of sampled tunes knows all types of tokens.
    ///
    /// - Throws: `PlanError` that names the settings.
    func requireGrammar(_ name: String, others: [(name: String, isOn: Bool)] = []) throws {
        typealias S = EventSettings
        let settings: [(setting: any AnySetting, isOn: Bool)] = [
            (S.useChords, usesChords), (S.useRests, restRes != nil), (S.usePedals, usesPedals),
            (S.useBends, bends != nil), (S.useKeys, usesKeys), (S.useIntervals, maxInterval != nil),
            (S.programChanges, statesProgramChanges), (S.removeDuplicates, removesDuplicates),
        ]
        var names = settings.filter(\.isOn).map(\.setting.info.name) + others.filter(\.isOn).map(\.name)
        if programs != nil, !isOneStream { names.append("\(S.oneStream.info.name): false") }
        guard names.isEmpty else {
            throw PlanError(
                "tunes of \(name) tokens cannot be generated with \(names.joined(separator: ", ")), only encoded and decoded"
            )
        }
    }

    /// Checks that lengths are whole positions in all meters.
    ///
    /// - Throws: `PlanError` that names the resolution.
    func requireEvenResolutions(_ name: String) throws {
        for resolution in beatRes where positionsPerBeat % resolution.perBeat != 0 {
            throw PlanError(
                "tunes of \(name) tokens cannot be generated with beat_res \(resolution.settingText): "
                    + "\(resolution.perBeat) does not divide the highest resolution, \(positionsPerBeat)")
        }
    }
}
