import MuseCorpus
import MuseMusic
import MuseProtocols

extension RecipeCheck {
    /// Checks that the tokenizer represents what `corpus.augment` changes: otherwise all copies would be equal.
    mutating func checkAugmentation(_ augmentation: Augmentation?, _ tokenizer: Made<any Tokenizer>?) {
        guard let augmentation, let tokenizer else { return }
        let name = AugmentSection.section.name
        func note(_ setting: any AnySetting, _ what: String) {
            mistakes.note(
                .conflict("the \(tokenizer.type) tokenizer states no \(what), so nothing would change"),
                AugmentSection.section.path(of: setting.info.name),
                at: root[CorpusSection.section.name]?[name]?[setting.info.name]?.mark)
        }
        if augmentation.tempo != 1...1, Self.encodesAlike(tokenizer.product, { $0.tempos = [Timed(0, Tempo(bpm: $1))] })
        {
            note(AugmentSection.tempo, "tempos")
        }
        let setVelocity = { (score: inout Score, value: Double) in
            for i in score.parts[0].notes.indices { score.parts[0].notes[i].velocity = UInt8(value) }
        }
        if augmentation.velocity != 0...0, Self.encodesAlike(tokenizer.product, setVelocity) {
            note(AugmentSection.velocity, "velocities")
        }
    }

    /// Whether a tokenizer encodes a scale to the same tokens with each of two values; false if it encodes neither.
    private static func encodesAlike(_ tokenizer: any Tokenizer, _ set: (inout Score, Double) -> Void) -> Bool {
        let tokens = [50.0, 120.0].compactMap { value -> [TokenID]? in
            var score = Score()
            score.meters = [Timed(0, Meter(4, 4))]
            score.keys = [Timed(0, .cMajor)]
            let quarter = score.ticksPerQuarter
            score.parts = [
                Part(
                    notes: (0..<4).map {
                        Note(onset: $0 * quarter, duration: quarter, pitch: Pitch(step: $0, octave: 5))
                    })
            ]
            score.barlines = [Barline(onset: 4 * quarter)]
            set(&score, value)
            return try? tokenizer.encode(score).tokens
        }
        return tokens.count == 2 && tokens[0] == tokens[1]
    }
}
