import MuseMusic
import MuseProtocols

/// The kind of a tune, which determines what the recipe leaves out.
enum Dance: String, SettingChoice, Sendable {
    case jig
    case slipJig = "slip_jig"
    case reel, hornpipe, polka, march, waltz, air

    /// The name in a tune's header.
    var name: String { Rhythm.normalized(rawValue.split(separator: "_").joined(separator: " ")) }

    var meter: Meter {
        switch self {
        case .jig: Meter(6, 8)
        case .slipJig: Meter(9, 8)
        case .reel: .cut
        case .hornpipe, .march, .air: .common
        case .polka: Meter(2, 4)
        case .waltz: Meter(3, 4)
        }
    }

    /// The rhythms of a beat: a third of 9/8, the whole bar of 3/4, half of the others.
    var rhythms: Weighted<RhythmCell> {
        switch self {
        case .jig, .slipJig: Self.cells(("1 1 1", 12), ("2 1", 4), ("3", 0.5), ("1/2 1/2 1 1", 0.5))
        case .reel: Self.cells(("1 1 1 1", 14), ("2 1 1", 4), ("1 1 2", 0.5), ("3 1", 0.7))
        case .hornpipe: Self.cells(("3/2 1/2 3/2 1/2", 12), ("2 3/2 1/2", 3), ("3/2 1/2 2", 1))
        case .polka:
            Self.cells(
                ("1 1", 6), ("1 1/2 1/2", 3), ("3/2 1/2", 2), ("1/2 1/2 1", 1.5), ("1/2 1/2 1/2 1/2", 1.5), ("2", 0.5))
        case .march:
            Self.cells(("3 1", 4), ("2 2", 4), ("2 1 1", 4), ("3/2 1/2 2", 2), ("1 1 2", 1), ("1 1 1 1", 1), ("4", 0.4))
        case .waltz:
            Self.cells(
                ("2 2 2", 5), ("4 2", 4), ("3 1 2", 2), ("2 1 1 2", 1.5), ("2 2 1 1", 2), ("1 1 1 1 1 1", 0.7),
                ("6", 0.3))
        case .air: Self.cells(("2 2", 5), ("3 1", 3), ("2 1 1", 3), ("4", 1.5), ("1 1 2", 1))
        }
    }

    /// The rhythms of the last beat of a phrase with a half close.
    var halfCloses: Weighted<RhythmCell> {
        switch self {
        case .jig, .slipJig: Self.cells(("1 1 1", 3), ("2 1", 3), ("3", 1))
        case .reel: Self.cells(("1 1 1 1", 3), ("2 1 1", 2), ("2 2", 1))
        case .hornpipe: Self.cells(("2 2", 2), ("2 3/2 1/2", 2))
        case .polka: Self.cells(("2", 2), ("1 1", 2))
        case .march: Self.cells(("4", 2), ("3 1", 1), ("2 2", 1))
        case .waltz: Self.cells(("6", 2), ("4 2", 3))
        case .air: Self.cells(("4", 3), ("3 1", 1))
        }
    }

    /// The rhythms of the last beat of a phrase with a full close.
    var fullCloses: Weighted<RhythmCell> {
        switch self {
        case .jig, .slipJig: Self.cells(("3", 1))
        case .reel: Self.cells(("4", 2), ("2 2", 1))
        case .hornpipe: Self.cells(("2 2", 1))
        case .polka: Self.cells(("2", 3), ("1 1", 1))
        case .march: Self.cells(("4", 1))
        case .waltz: Self.cells(("6", 1))
        case .air: Self.cells(("4", 1))
        }
    }

    var pickup: Weighted<Pickup> {
        func pickups(_ none: Double, _ text: String, _ weight: Double) -> Weighted<Pickup> {
            Weighted([Weighted.Option(.none, none), Weighted.Option(Pickup(cell: RhythmCell(text)), weight)])
        }
        return switch self {
        case .jig, .reel: pickups(2, "1", 1)
        case .hornpipe, .march: pickups(1, "1", 1)
        case .slipJig, .polka: Weighted(.none)
        case .waltz, .air: pickups(3, "2", 1)
        }
    }

    var keys: Weighted<Key> {
        func key(_ fifths: Int, _ mode: Key.Mode, _ weight: Double) -> Weighted<Key>.Option {
            Weighted.Option(Key(PitchClass(fifths: fifths), mode), weight)
        }
        return switch self {
        case .air, .waltz: Weighted([key(2, .major, 3), key(1, .major, 3), key(4, .minor, 1)])
        case .march, .polka: Weighted([key(2, .major, 3), key(1, .major, 3), key(3, .major, 1)])
        default:
            Weighted([
                key(2, .major, 4), key(1, .major, 4), key(3, .major, 1), key(3, .dorian, 1), key(4, .dorian, 1),
                key(3, .mixolydian, 1),
            ])
        }
    }

    var figures: Weighted<Figure.Kind> {
        func weights(_ weights: KeyValuePairs<Figure.Kind, Double>) -> Weighted<Figure.Kind> {
            Weighted(weights.map { Weighted.Option($0, $1) })
        }
        return switch self {
        case .jig, .slipJig: weights([.run: 5, .arpeggio: 4, .neighbour: 3, .pedal: 2, .skip: 1.5, .repeat: 0.3])
        case .reel, .hornpipe: weights([.run: 5, .arpeggio: 3, .neighbour: 2, .pedal: 2, .skip: 2])
        case .march, .polka: weights([.run: 4, .arpeggio: 4, .neighbour: 2, .pedal: 1, .skip: 2, .repeat: 2])
        case .waltz, .air: weights([.run: 5, .arpeggio: 2, .neighbour: 3, .skip: 2, .repeat: 0.5])
        }
    }

    /// The largest leap between two beats, in steps of the scale.
    var largestLeap: Int { self == .air ? 4 : 5 }

    private static func cells(_ cells: (String, Double)...) -> Weighted<RhythmCell> {
        Weighted(cells.compactMap { text, weight in RhythmCell(text).map { Weighted.Option($0, weight) } })
    }
}
