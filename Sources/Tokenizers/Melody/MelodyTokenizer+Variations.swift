public import MuseMusic
import MuseNotation
public import MuseProtocols

extension MelodyTokenizer {
    /// Encodes the tune without repeats, as it is written.
    public func placedEncoding(of score: Score) throws -> PlacedEncoding {
        let score = score.notatedIfPerformed()
        let chosen = try part.index(in: score)
        let encoded = try MelodyEncoder(tokens, part).placedEncoding(of: score.withoutRepeats)
        let tokens = encoded.encoding.tokens
        let stepTokens = tokens.indices.filter { self.tokens.isStep(tokens[$0]) }
        var starts: [Int: Int] = [:]
        var ends: [Int: Int] = [:]
        for element in score.parts[chosen].elements() {
            let (start, startIsExact) = encoded.grid.step(at: element.onset, isEnd: false)
            let (end, endIsExact) = encoded.grid.step(at: element.end, isEnd: true)
            guard startIsExact, endIsExact, start < end else {
                throw TokenizationError("its notes are not on the grid; set a larger `steps_per_quarter`")
            }
            let steps = start - encoded.firstStep..<end - encoded.firstStep
            guard steps.lowerBound >= 0, steps.upperBound <= stepTokens.count else { continue }
            starts[element.onset] = stepTokens[steps.lowerBound]
            ends[element.end] = stepTokens[steps.upperBound - 1] + 1
        }
        return PlacedEncoding(score: score, part: chosen, tokens: tokens, starts: starts, ends: ends)
    }

    public func tokens(of pitch: Pitch, in key: Key) -> [TokenID]? {
        tokens.grid.range.contains(pitch.midi) ? [tokens.note(pitch.midi)] : nil
    }
}

extension Score {
    /// The score with plain bar lines, which is played as written.
    fileprivate var withoutRepeats: Score {
        var result = self
        result.playOrder = []
        result.barlines = barlines.filter { $0.style != .none }.map { Barline(onset: $0.onset) }
        for i in parts.indices {
            for j in parts[i].notes.indices { result.parts[i].notes[j].marks = Marks() }
            for j in parts[i].rests.indices { result.parts[i].rests[j].marks = Marks() }
        }
        return result
    }
}
