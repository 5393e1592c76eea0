import MuseCorpus
import MuseProtocols

/// `corpus.augment`: random changes of training tunes.
struct AugmentSection {
    static let copies = Setting<Int>(
        "copies", in: 1...1000, default: 1, "number of changed copies of each training tune, beside the tune itself")
    static let transpose = Setting<[Int]>(
        "transpose", kind: .list(of: .integer(-24...24)), default: [0, 0], unit: "semitones",
        "lowest and highest transposition; drums keep their notes")
    static let tempo = Setting<[Double]>(
        "tempo", kind: .list(of: .number(0.25...4)), default: [1, 1],
        "smallest and largest factor of the tempo; for tokenizers that state tempos")
    static let velocity = Setting<[Int]>(
        "velocity", kind: .list(of: .integer(-126...126)), default: [0, 0],
        "smallest and largest change of MIDI velocities; for tokenizers that state velocities")
    static let section = Section(
        "corpus.augment", "random changes of training tunes, drawn evenly from ranges; held-out tunes stay as they are",
        affects: .fit, [.setting(copies), .setting(transpose), .setting(tempo), .setting(velocity)])

    /// nil if tunes are not changed.
    let augmentation: Augmentation?

    init(_ check: inout RecipeCheck, _ corpus: Node, transpose keys: CorpusTransposition) throws {
        guard let settings = try check.optionalSection(Self.section, in: corpus) else {
            augmentation = nil
            return
        }
        augmentation = try Self.augmentation(settings, &check, keys)
    }

    /// The changes; nil after recording a mistake.
    private static func augmentation(
        _ settings: Settings, _ check: inout RecipeCheck, _ keys: CorpusTransposition
    ) throws -> Augmentation? {
        let copies = try check.value(Self.copies, settings)
        let semitones = try Self.range(Self.transpose, settings, &check)
        let tempo = try Self.range(Self.tempo, settings, &check)
        let velocity = try Self.range(Self.velocity, settings, &check)
        guard let semitones, let tempo, let velocity else { return nil }
        if semitones == 0...0, tempo == 1...1, velocity == 0...0 {
            let message = "nothing changes: give a range of `transpose`, `tempo` or `velocity`"
            check.mistakes.note(.conflict(message), Self.section.path, at: settings.node.mark)
            return nil
        }
        if semitones != 0...0, keys != .none {
            let message = "tunes are already transposed by `corpus.transpose: \(keys.rawValue)`"
            check.mistakes.note(
                .conflict(message), Self.section.path(of: Self.transpose),
                at: settings.node[Self.transpose.info.name]?.mark)
            return nil
        }
        return Augmentation(copies: copies, semitones: semitones, tempo: tempo, velocity: velocity)
    }

    /// The range between two ascending numbers; nil after recording a mistake.
    private static func range<Value: Comparable & SettingValue>(
        _ setting: Setting<[Value]>, _ settings: Settings, _ check: inout RecipeCheck
    ) throws -> ClosedRange<Value>? {
        let values = try check.value(setting, settings)
        if values.count == 2, values[0] <= values[1] { return values[0]...values[1] }
        check.mistakes.note(
            .conflict(
                "expected two ascending numbers, such as [\(setting.info.name == "tempo" ? "0.9, 1.1" : "-5, 6")]"),
            section.path(of: setting), at: settings.node[setting.info.name]?.mark)
        return nil
    }
}
