import MuseMusic
import MuseProtocols
import MuseRecipe

extension Recipe {
    /// Decodes tokens to a score in the key that the recipe asks for. Some grid tokens state no key: the decoded score
    /// has the signature that fits its notes best, which may be another key's, and no tonic.
    ///
    /// - Parameter tune: the index of the tune, from 0; those of a set can have different keys.
    func score(of tokens: [TokenID], tune: Int = 0) throws -> Score {
        let score = try tokenizer.decode(tokens)
        guard let key = plan(ofTune: tune).key?.value, key.mode != .none, score.keys.first?.value != key else {
            return score
        }
        return score.written(in: key)
    }
}

extension Score {
    /// The same pitches, written with a key's signature and spelling.
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
