import MuseMusic
import MuseProtocols

/// The pitches of a tune so far, read token by token.
struct MelodyReader: Sendable {
    /// The differences between successive pitches, in semitones.
    private(set) var intervals: [Int] = []
    /// The MIDI number of the last note; nil before the first.
    private(set) var lastPitch: Int?
    /// The number of tokens read so far.
    private var length = 0
    private var kinds: [TokenKind] = []
    /// The key in force; nil inside the optional if there is none, nil if it is not known yet.
    private var key: Key??
    private var previous: TokenID?
    /// The pitch of each token of the vocabulary, and what the pitches depend on.
    private var known: (pitches: [Int?], key: Key?, alteration: TokenID?)?

    /// Reads the tokens that are new in a step.
    ///
    /// - Throws: an error of a plug-in's tokenizer.
    mutating func read(_ step: Step, of tune: TuneContext) throws {
        if kinds.isEmpty { kinds = tune.reader.kinds }
        let tokens = tune.tokens(step.tokens)
        for (place, token) in tokens.enumerated().dropFirst(length) {
            if kinds[Int(token)] == .condition { key = nil }
            if kinds[Int(token)] == .note {
                let key = try key ?? tune.reader.music(of: Array(tokens[..<place]), plan: tune.plan).key
                self.key = .some(key)
                if let pitch = tune.reader.pitch(of: token, in: key, after: previous) {
                    if let lastPitch { intervals.append(pitch - lastPitch) }
                    lastPitch = pitch
                }
            }
            previous = token
        }
        length = tokens.count
    }

    /// The pitch that each token of the vocabulary would have as the next token; nil for other tokens.
    mutating func pitches(in tune: TuneContext) -> [Int?] {
        let key = key ?? nil
        let alteration = previous.flatMap { tune.reader.changesPitches($0) ? $0 : nil }
        if let known, known.key == key, known.alteration == alteration { return known.pitches }
        let pitches = tune.reader.pitches(in: key, after: alteration)
        known = (pitches, key, alteration)
        return pitches
    }
}
