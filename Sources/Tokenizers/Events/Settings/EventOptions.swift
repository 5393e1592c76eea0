import MuseMusic
import MuseProtocols

/// The values of the settings of an event tokenizer. What its scheme cannot represent is off.
struct EventOptions: Sendable {
    typealias S = EventSettings

    /// A meter with a token.
    struct MeterOption: Equatable, Sendable {
        let beats: Int
        let unit: Int

        static let fourFour = MeterOption(beats: 4, unit: 4)
        var name: String { "\(beats)/\(unit)" }
    }

    let pitches: ClosedRange<Int>
    let drumPitches: ClosedRange<Int>
    let beatRes: [BeatResolution]
    /// MIDI velocities; empty if notes have no velocity token.
    let velocities: [Int]
    let usesDrumPitches: Bool
    let removesDuplicates: Bool
    let isCompatible: Bool

    /// Programs in the order of their tokens, -1 for drums; nil if tokens state no programs.
    var programs: [Int]?
    var isOneStream: Bool
    let statesProgramChanges: Bool
    /// In the order of their tokens; nil if tokens state no meters.
    let meters: [MeterOption]?
    /// Quarter notes per minute, ascending; nil if tokens state no tempos.
    let tempos: [Double]?
    var dropsEqualTempos: Bool
    let usesKeys: Bool
    let usesChords: Bool
    let chordRoots: Bool
    /// The numbers of notes of unknown chords that have a token.
    let unknownChords: Range<Int>
    let restRes: [BeatResolution]?
    let usesPedals: Bool
    let pedalDurations: Bool
    /// Ascending, 0 for no bend; nil if tokens state no bends.
    let bends: [Int]?
    /// In semitones; nil if tokens state no intervals.
    let maxInterval: Int?
    let maxIntervalBeats: Double

    /// - Parameters:
    ///   - features: what the scheme can represent.
    ///   - overlaps: whether ranges of `beat_res` may overlap.
    /// - Throws: `RecipeError` about values that do not go together.
    init(_ settings: Settings, _ features: [EventFeature], overlaps: Bool = false) throws {
        func isOn(_ feature: EventFeature, _ setting: Setting<Bool>) throws -> Bool {
            guard features.contains(feature) else { return false }
            let value = try settings[setting]
            let name = setting.info.name
            if !value { try settings.refuse(Array(feature.settings.dropFirst()), unless: "\(name): true") }
            return value
        }
        pitches = try Self.range(settings, S.pitchRange)
        drumPitches = try Self.range(settings, S.drumPitchRange)
        beatRes = try settings[S.beatRes]
        if !overlaps { try Self.checkAdjoining(beatRes, settings, S.beatRes) }
        guard !beatRes.isEmpty else { throw settings.conflict("no range of beats is given", about: S.beatRes) }
        let useVelocities = try settings[S.useVelocities]
        if !useVelocities { try settings.refuse([S.numVelocities], unless: "use_velocities: true") }
        let velocityCount = try settings[S.numVelocities]
        velocities = useVelocities ? Array(Self.evenly(0, 127, velocityCount + 1).dropFirst()) : []
        usesDrumPitches = try settings[S.useDrumPitches]
        removesDuplicates = try settings[S.removeDuplicates]
        isCompatible = try settings[S.compatible]

        let usesPrograms = try isOn(.programs, S.usePrograms)
        programs = usesPrograms ? Self.ordered(try settings[S.programs]) : nil
        isOneStream = usesPrograms ? try settings[S.oneStream] : false
        if features.contains(.programChanges), !usesPrograms {
            try settings.refuse([S.programChanges], unless: "use_programs: true")
        }
        statesProgramChanges =
            usesPrograms && features.contains(.programChanges) ? try settings[S.programChanges] : false
        meters = try isOn(.meters, S.useMeters) ? Self.meters(settings) : nil
        tempos = try isOn(.tempos, S.useTempos) ? Self.tempos(settings) : nil
        dropsEqualTempos = tempos == nil ? false : try settings[S.dropEqualTempos]
        usesKeys = try isOn(.keys, S.useKeys)
        usesChords = try isOn(.chords, S.useChords)
        chordRoots = usesChords ? try settings[S.chordRoots] : false
        let unknown = usesChords ? try settings[S.chordUnknown] : []
        guard unknown.isEmpty || unknown.count == 2 && unknown[0] < unknown[1] else {
            throw settings.conflict("expected two ascending numbers, or none", about: S.chordUnknown)
        }
        unknownChords = unknown.isEmpty ? 0..<0 : unknown[0]..<unknown[1]
        restRes = try isOn(.rests, S.useRests) ? try settings[S.beatResRest] : nil
        if let restRes {
            try Self.checkAdjoining(restRes, settings, S.beatResRest)
            let most = beatRes.map(\.perBeat).max() ?? 1
            guard restRes.allSatisfy({ $0.perBeat <= most }) else {
                throw settings.conflict("rests have a higher resolution than beat_res, \(most)", about: S.beatResRest)
            }
        }
        usesPedals = try isOn(.pedals, S.usePedals)
        pedalDurations = usesPedals ? try settings[S.pedalDurations] : false
        bends = try isOn(.bends, S.useBends) ? Self.bends(settings) : nil
        let usesIntervals = try isOn(.intervals, S.useIntervals)
        maxInterval = usesIntervals ? try settings[S.maxInterval] : nil
        maxIntervalBeats = usesIntervals ? try settings[S.maxIntervalTime] : 0
    }

    /// The highest resolution, which positions have, in positions per beat.
    var positionsPerBeat: Int { beatRes.map(\.perBeat).max() ?? 1 }

    /// The meters that music can have: those with tokens, or only 4/4.
    var allMeters: [MeterOption] { meters ?? [.fourFour] }

    /// The smallest note value of a beat: 8 if a meter is in eighths.
    var maxUnit: Int { max(4, allMeters.map(\.unit).max() ?? 4) }

    var maxBeats: Int { allMeters.map(\.beats).max() ?? 4 }

    /// The ticks per quarter note of decoded scores.
    var decodedTicksPerQuarter: Int { positionsPerBeat * maxUnit / 4 }

    /// The usual numbers of ticks per beat.
    var ticksPerBeat: [Int] { (0..<6).map { positionsPerBeat << $0 } }

    /// The index of a program's token; nil if it has none.
    func index(ofProgram program: Int) -> Int? { programs?.firstIndex(of: program) }
}
