import MuseProtocols

/// What a token scheme can represent besides notes.
enum EventFeature: CaseIterable {
    case programs, programChanges, meters, tempos, keys, chords, rests, pedals, bends, intervals

    /// The settings of the feature; those after the first need it.
    var settings: [any AnySetting] {
        typealias S = EventSettings
        return switch self {
        case .programs: [S.usePrograms, S.programs, S.oneStream]
        case .programChanges: [S.programChanges]
        case .meters: [S.useMeters, S.meters]
        case .tempos: [S.useTempos, S.numTempos, S.tempoRange, S.logTempos, S.dropEqualTempos]
        case .keys: [S.useKeys]
        case .chords: [S.useChords, S.chordRoots, S.chordUnknown]
        case .rests: [S.useRests, S.beatResRest]
        case .pedals: [S.usePedals, S.pedalDurations]
        case .bends: [S.useBends, S.bendRange]
        case .intervals: [S.useIntervals, S.maxInterval, S.maxIntervalTime]
        }
    }

    /// The settings of a scheme with these features.
    static func settings(_ features: [EventFeature], _ own: [any AnySetting] = []) -> [any AnySetting] {
        typealias S = EventSettings
        return [S.pitchRange, S.beatRes, S.numVelocities, S.useVelocities, S.useDrumPitches, S.drumPitchRange]
            + features.flatMap(\.settings) + own + [S.removeDuplicates, S.compatible]
    }
}
