import MuseMusic
import MuseProtocols

/// A rule of an instrument's ornament grammar: a figure, and where players use it.
struct OrnamentRule: Sendable {
    enum Place: String, SettingChoice { case any, beat, offbeat }
    enum Approach: String, SettingChoice { case any, same, lower, higher }
    enum Continuation: String, SettingChoice { case any, third }

    static let figure = Setting<String>("figure", "how it is written")
    static let notes = Setting<String>("notes", default: nil, "the notes that it is played on; all by default")
    static let length = Setting<String>(
        "length", kind: .notation("a length", example: "3/8"), default: nil, "the length of the note; any by default")
    static let at = Setting<Place>("at", default: .any, "the place in the bar")
    static let after = Setting<Approach>("after", default: .any, "the note before")
    static let next = Setting<Continuation>("next", default: .any, "the note after")
    static let weight = Setting<Double>(
        "weight", in: 0...1_000_000, default: 1, "probability relative to playing the note as written")
    static let schema = Schema(
        "an ornament",
        settings: [figure.info, notes.info, length.info, at.info, after.info, next.info, weight.info])

    let figure: OrnamentFigure
    private let pitches: Set<Pitch>
    private let names: Set<PitchClass>
    private let length: NoteFraction?
    private let place: Place
    private let approach: Approach
    let weight: Double

    /// - Throws: `RecipeErrors`.
    init(_ node: Node, path: String) throws {
        let settings = try Settings(node, for: Self.schema, path: path, common: [])
        func wrong(_ key: String, _ expected: String) -> RecipeErrors {
            let value = node[key] ?? node
            return RecipeErrors([
                RecipeError(
                    .wrongType(expected: expected, found: value.described), path: "\(path).\(key)", at: value.mark)
            ])
        }
        guard let figure = OrnamentFigure(try settings[Self.figure]) else {
            throw wrong("figure", "a figure such as ~*, {+1}* or (3***")
        }
        self.figure = figure
        var (pitches, names): (Set<Pitch>, Set<PitchClass>) = ([], [])
        for name in try settings.optional(Self.notes)?.split(separator: " ") ?? [] {
            if let pitch = Pitch(name) {
                pitches.insert(pitch)
            } else if let letter = PitchClass(name) {
                names.insert(letter)
            } else {
                throw wrong("notes", "pitches such as D4, or letters such as F#")
            }
        }
        (self.pitches, self.names) = (pitches, names)
        let length = try settings.optional(Self.length)
        self.length = length.flatMap { NoteFraction($0) }
        if length != nil, self.length == nil { throw wrong("length", "a length such as 3/8") }
        place = try settings[Self.at]
        approach = try settings[Self.after]
        guard figure.fillsThird == (try settings[Self.next] == .third) else {
            throw wrong("next", "'next: third' with the figure (3*>, and only with it")
        }
        weight = try settings[Self.weight]
    }

    /// Whether the rule fits a note.
    ///
    /// - Parameter before: the note that ends where this one starts; nil for none.
    func fits(_ note: Note, isOnBeat: Bool, after before: Note?, _ ticksPerQuarter: Int) -> Bool {
        if !(pitches.isEmpty && names.isEmpty), !pitches.contains(note.pitch), !names.contains(note.pitch.name) {
            return false
        }
        if let length, length.ticks(ticksPerQuarter) != note.duration { return false }
        switch place {
        case .any: break
        case .beat: if !isOnBeat { return false }
        case .offbeat: if isOnBeat { return false }
        }
        guard approach != .any else { return true }
        guard let before else { return false }
        let interval = note.pitch.midi - before.pitch.midi
        return approach == .same ? interval == 0 : approach == .lower ? interval > 0 : interval < 0
    }
}
