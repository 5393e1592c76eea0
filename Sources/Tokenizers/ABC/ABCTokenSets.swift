import MuseMusic
import MuseProtocols

/// The vocabulary's tokens by kind, as used by the grammar.
final class ABCTokenSets: Sendable {
    /// The values of each header field that the vocabulary has tokens for.
    let labels: [(kind: StyleToken.Kind, tokens: [(id: TokenID, name: String?)])]
    let meters: [(id: TokenID, meter: Meter)]
    let units: [(id: TokenID, denominator: Int)]
    let tonics: [(id: TokenID, tonic: PitchClass)]
    let modes: [(id: TokenID, mode: Key.Mode)]
    /// Empty in a vocabulary without form tokens.
    let sections: [(id: TokenID, bars: Int, isRepeated: Bool)]
    let alterations: [TokenID]
    let pitches: [TokenID]
    /// In quarters of the unit note. Shorter notes, and lengths that print as two tied notes, are excluded.
    let durations: [(id: TokenID, quarters: Int)]
    let brokens: [(id: TokenID, steps: Int)]
    let tuplets: [(id: TokenID, actual: Int, normal: Int, count: Int)]
    let graceStarts: [TokenID]
    let graceEnd: TokenID?
    let rest, chordStart, chordEnd, tie, firstEnding, secondEnding: TokenID
    let cadence, shortCadence, bar, double, final, repeatStart, doubleRepeatStart, repeatEnd, repeatBoth: TokenID
    /// Tokens in the order in which the search for the shortest ending tries them.
    let shortening: [TokenID]
    /// `durations`, longest first.
    let longestFirst: [(id: TokenID, quarters: Int)]
    /// Whether each token is a bar line, ending, cadence or end token. These belong to the form, not to a bar's music.
    let isForm: [Bool]
    let forms: [TokenID]
    let isBarline: [Bool]
    let isPitch: [Bool]
    /// Whether each token is a pitch or rest.
    let isMusic: [Bool]
    /// An initial mask: `false` for each token.
    let emptyMask: [Bool]
    /// The look-ahead class of each token. Except for pitches, the same tokens may follow all tokens of a class, so a
    /// look-ahead tries one token of each class.
    private let classes: [Int]

    init(_ vocabulary: ABCVocabulary) {
        let all = vocabulary.tokens.enumerated().map { (id: TokenID($0), token: $1) }
        func each<Value>(_ value: (TokenID, ABCToken) -> Value?) -> [Value] {
            all.compactMap { value($0.id, $0.token) }
        }
        labels = vocabulary.labels.map { list in
            (list.kind, each { if case .label(list.kind, let name) = $1 { ($0, name) } else { nil } })
        }
        meters = each { if case .meter(let meter) = $1 { ($0, meter.meter) } else { nil } }
        units = each { if case .unit(let denominator) = $1 { ($0, denominator) } else { nil } }
        tonics = each { if case .tonic(let tonic) = $1 { ($0, tonic) } else { nil } }
        modes = each { if case .mode(let mode) = $1 { ($0, mode) } else { nil } }
        sections = each {
            if case .section(let bars, let isRepeated) = $1 { ($0, bars, isRepeated) } else { nil }
        }
        alterations = each { if case .alteration = $1 { $0 } else { nil } }
        pitches = each { if case .pitch = $1 { $0 } else { nil } }
        durations = each {
            guard case .duration(let units32) = $1, units32 % 8 == 0 else { return nil }
            // Lengths that a single note head can show, plain or dotted.
            let odd = units32 >> units32.trailingZeroBitCount
            return odd == 1 || odd == 3 ? ($0, units32 / 8) : nil
        }
        brokens = each { if case .broken(let steps) = $1 { ($0, steps) } else { nil } }
        tuplets = each {
            if case .tuplet(let actual, let normal, let count) = $1 { ($0, actual, normal, count) } else { nil }
        }
        graceStarts = each { if case .graceStart = $1 { $0 } else { nil } }
        graceEnd = vocabulary[.graceEnd]
        func id(_ token: ABCToken) -> TokenID { vocabulary[token] ?? 0 }
        func line(_ style: Barline.Style, ends: Bool = false, starts: Bool = false) -> TokenID {
            id(.barline(style, endsRepeat: ends, startsRepeat: starts))
        }
        rest = id(.rest(isVisible: true))
        chordStart = id(.chordStart)
        chordEnd = id(.chordEnd)
        tie = id(.tie)
        firstEnding = id(.ending([1]))
        secondEnding = id(.ending([2]))
        cadence = id(.cadence(isShort: false))
        shortCadence = id(.cadence(isShort: true))
        bar = line(.single)
        double = line(.double)
        final = line(.final)
        repeatStart = line(.single, starts: true)
        doubleRepeatStart = line(.double, starts: true)
        repeatEnd = line(.single, ends: true)
        repeatBoth = line(.single, ends: true, starts: true)
        longestFirst = durations.sorted { $0.quarters > $1.quarters }
        shortening =
            [0, final, repeatEnd, secondEnding, bar, double, repeatBoth, shortCadence, cadence, chordEnd]
            + (graceEnd.map { [$0] } ?? [])
            + labels.flatMap { $0.tokens.map(\.id) } + meters.map(\.id) + units.map(\.id) + tonics.map(\.id)
            + modes.map(\.id)
            + pitches + alterations + longestFirst.map(\.id) + [rest, firstEnding, repeatStart, doubleRepeatStart]
            // Last resorts, used only if nothing else is legal, as in a bar that repeats another.
            + brokens.map(\.id) + tuplets.map(\.id) + [tie, chordStart] + each { $1.isMark ? $0 : nil }
            + graceStarts + sections.map(\.id)
        isForm = vocabulary.tokens.map {
            switch $0 {
            case .end, .barline, .ending, .cadence: true
            default: false
            }
        }
        forms = isForm.indices.filter { [isForm] in isForm[$0] }.map { TokenID($0) }
        isBarline = vocabulary.tokens.map { if case .barline = $0 { true } else { false } }
        isPitch = vocabulary.tokens.map { if case .pitch = $0 { true } else { false } }
        isMusic = vocabulary.tokens.map {
            switch $0 {
            case .pitch, .rest: true
            default: false
            }
        }
        emptyMask = [Bool](repeating: false, count: all.count)
        var first: [ABCToken.LookAheadClass: Int] = [:]
        classes = vocabulary.tokens.indices.map { i in
            guard let kind = vocabulary.tokens[i].lookAheadClass else { return i }
            if let known = first[kind] { return known }
            first[kind] = i
            return i
        }
    }

    /// Clears the tokens of a mask that fail a test. The test runs once per class.
    func keep(_ mask: inout [Bool], where isPossible: (TokenID) -> Bool) {
        var verdicts = [Bool?](repeating: nil, count: mask.count)
        for i in mask.indices where mask[i] {
            let verdict = verdicts[classes[i]] ?? isPossible(TokenID(i))
            verdicts[classes[i]] = verdict
            mask[i] = verdict
        }
    }
}

extension ABCToken {
    enum LookAheadClass { case label, pitch, chordSymbol, bass, decoration, graceStart }

    /// nil for a token in a class of its own.
    var lookAheadClass: LookAheadClass? {
        switch self {
        case .label: .label
        case .pitch: .pitch
        case .chordSymbol: .chordSymbol
        case .bass: .bass
        case .decoration: .decoration
        case .graceStart: .graceStart
        default: nil
        }
    }

    /// Whether it is a chord symbol, bass or decoration, which precede an element and have no duration.
    var isMark: Bool {
        switch self {
        case .chordSymbol, .bass, .decoration: true
        default: false
        }
    }
}
