/// A bar line, its repeat signs and the numbered ending that starts at it.
public struct Barline: Hashable, Sendable {
    public enum Style: String, CaseIterable, Sendable {
        case single, double
        /// Thin-thick, ABC's `|]`.
        case final
        /// Thick-thin, ABC's `[|`.
        case initial
        case dotted
        /// Ends a bar without being printed, ABC's `[|]`.
        case invisible
        /// Does not end a bar: only a numbered ending starts here.
        case none
    }

    /// Ticks from the start of the score.
    public var onset: Int
    public var style: Style
    /// Whether a repeated section ends here: `:|`.
    public var endsRepeat: Bool
    /// Whether a repeated section starts here: `|:`.
    public var startsRepeat: Bool
    /// The passes of the numbered ending that starts here: `[1]`, `[1, 3]`; empty if none starts.
    public var endings: [Int]
    /// How often the repeated section that ends here is played in all, if it has no numbered endings: 2 for `:|`, 3 for
    /// `::|` (ABC 2.1, section 4.8).
    public var playCount: Int
    /// The largest play count; a file may ask for more.
    package static let maximumPlayCount = 99
    /// Decoration names of the ABC standard, section 4.14: `fine`, `segno`, `fermata`.
    public var decorations: [String]

    public init(
        onset: Int, style: Style = .single, endsRepeat: Bool = false, startsRepeat: Bool = false, endings: [Int] = [],
        playCount: Int = 2, decorations: [String] = []
    ) {
        self.onset = onset
        self.style = style
        self.endsRepeat = endsRepeat
        self.startsRepeat = startsRepeat
        self.endings = endings
        self.playCount = playCount
        self.decorations = decorations
    }

    /// Adds decorations that it does not have yet.
    package mutating func add(decorations names: [String]) {
        for name in names where !decorations.contains(name) { decorations.append(name) }
    }

    /// Whether a section of the form starts or ends here: at a repeat sign or a double, final or initial bar line.
    public var isSectionBoundary: Bool {
        endsRepeat || startsRepeat || style == .double || style == .final || style == .initial
    }
}
