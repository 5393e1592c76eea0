import MuseMusic
import MuseProtocols

/// Writes what a component needs to know about a tune beside its tokens, as words of a step request. Used by one thread
/// at a time.
final class ContextWriter {
    private let needs: Set<PluginNeed>
    private let readsMusic: Bool
    private let tune: PluginTune
    private var hasBegun = false
    /// The notes that the component knows.
    private var notes: [[Int32]] = []
    /// What the pitches that the component knows depend on.
    private var pitched: (key: Key?, alteration: TokenID?)?

    init(_ needs: Set<PluginNeed>, _ tune: PluginTune) {
        self.needs = needs
        readsMusic = !needs.isDisjoint(with: [.vocabulary, .clock, .notes])
        self.tune = tune
    }

    /// Appends what has changed since the last step.
    ///
    /// - Parameter sampled: all tokens of the tune so far.
    /// - Throws: an error of a plug-in's tokenizer.
    func append(_ sampled: [TokenID], to words: inout [Int32]) throws {
        if !hasBegun { begin(&words) }
        hasBegun = true
        guard readsMusic, let context = tune.context else { return }
        let tokens = context.tokens(sampled)
        let music = try context.reader.music(of: tokens, plan: context.plan)
        if needs.contains(.clock) { append(.clock, music.clock.words, to: &words) }
        if needs.contains(.vocabulary) {
            let alteration = tokens.last.flatMap { context.reader.changesPitches($0) ? $0 : nil }
            if pitched.map({ $0.key != music.key || $0.alteration != alteration }) ?? true {
                pitched = (music.key, alteration)
                let pitches = context.reader.pitches(in: music.key, after: alteration)
                append(.pitches, pitches.map { Int32($0 ?? -1) }, to: &words)
            }
        }
        if needs.contains(.notes) { append(music.notes.map { Self.words(of: $0.note, part: $0.part) }, to: &words) }
    }

    private func begin(_ words: inout [Int32]) {
        if needs.contains(.random), var random = tune.context?.random {
            let seed = random.next()
            append(.random, [Int32(truncatingIfNeeded: seed), Int32(truncatingIfNeeded: seed >> 32)], to: &words)
        }
        if tune.isUnconditional || tune.latent != nil {
            let latent = (tune.latent ?? []).map { Int32(bitPattern: $0.bitPattern) }
            append(.decoding, [tune.isUnconditional ? 1 : 0] + latent, to: &words)
        }
        for (token, parts) in tune.style?.replacements ?? [] {
            append(.style, [token] + parts.flatMap { [$0.token, Int32(bitPattern: $0.weight.bitPattern)] }, to: &words)
        }
    }

    /// Appends the notes that the component does not know.
    private func append(_ all: [[Int32]], to words: inout [Int32]) {
        let known = zip(all, notes).prefix { $0 == $1 }.count
        if known == all.count, known == notes.count { return }
        append(.notes, [Int32(known)] + all[known...].joined(), to: &words)
        notes = all
    }

    private func append(_ item: ContextItem, _ content: [Int32], to words: inout [Int32]) {
        words += [item.rawValue, Int32(content.count)]
        words += content
    }

    private static func words(of note: Note, part: Int) -> [Int32] {
        [
            Int32(clamping: note.onset), Int32(clamping: note.duration), Int32(clamping: note.pitch.midi),
            Int32(clamping: note.pitch.name.fifths), Int32(note.voice), Int32(part), Int32(note.velocity),
            note.isTied ? 1 : 0,
        ]
    }
}

extension TuneClock {
    /// The fields in the order of `muse_clock`.
    fileprivate var words: [Int32] {
        [
            ticksPerQuarter, onset, bar, position, barTicks, beat, beatPosition, section, sectionBar, phrase, phraseBar,
            tonic, fifths,
        ].map { Int32(clamping: $0) }
    }
}
