import MuseMusic
import MuseProtocols
import MuseRecipe

extension Recipe {
    /// The score that tokens stand for, in the key that the recipe asks for. Tokens on a grid say no key: what they
    /// decode to has the signature that fits its notes best, which need not be that key's, and never has its tonic.
    func score(of tokens: [TokenID]) throws -> Score {
        let score = try tokenizer.decode(tokens)
        guard let key = plan.key?.value, key.mode != .none, score.keys.first?.value != key else { return score }
        return score.written(in: key)
    }
}

extension Score {
    /// The same sounds with this key's signature, each note spelled in it.
    fileprivate func written(in key: Key) -> Score {
        var score = self
        score.keys = [Timed(0, key)]
        for p in score.parts.indices where !score.parts[p].isDrums {
            for n in score.parts[p].notes.indices {
                let pitch = score.parts[p].notes[n].pitch
                score.parts[p].notes[n].pitch = key.spelling(ofMIDI: pitch.midi)
            }
        }
        return score
    }
}
