import MuseProtocols
import Testing

/// Tunes that copy at most some notes from a corpus.
@Suite struct CopyLimitTests {
    /// 0 ends, 1 to 3 are notes, 4 is a duration, 5 a bar line.
    private static let kinds: [TokenKind] = [.end, .note, .note, .note, .duration, .bar]

    private func random(_ count: Int, _ random: inout RandomSource) -> [TokenID] {
        (0..<count).map { _ in TokenID(1 + random.below(5)) }
    }

    /// The largest number of notes in a passage of the tune, without bar lines, that is also in the corpus.
    private func longestCopy(_ tune: [TokenID], _ corpus: [[TokenID]]) -> Int {
        let music = tune.filter { $0 < 5 && $0 > 0 }
        var longest = 0
        for text in corpus.map({ $0.filter { $0 < 5 } }) {
            for start in music.indices {
                for place in text.indices {
                    var (length, notes) = (0, 0)
                    while start + length < music.count, place + length < text.count,
                        music[start + length] == text[place + length]
                    {
                        notes += music[start + length] < 4 ? 1 : 0
                        length += 1
                    }
                    longest = max(longest, notes)
                }
            }
        }
        return longest
    }

    @Test(arguments: [2, 3, 5]) func exactlyTheTokensThatCopyTooMuchAreExcluded(limit: Int) {
        var source = RandomSource(seed: UInt64(limit))
        for _ in 0..<20 {
            let corpus = (0..<3).map { _ in random(30, &source) }
            let grammar = CopyLimit(corpus, notes: limit, kinds: Self.kinds)
            var state = grammar.start()
            var mask = [Bool](repeating: false, count: 6)
            var tune: [TokenID] = []
            for _ in 0..<40 {
                state.allowed(&mask, tokensLeft: 1000)
                for token: TokenID in 1..<6 {
                    #expect(mask[Int(token)] == (longestCopy(tune + [token], corpus) <= limit), "\(tune) \(token)")
                }
                #expect(mask[0])
                let allowed = (1..<6).filter { mask[$0] }
                let token = TokenID(allowed[source.below(allowed.count)])
                tune.append(token)
                state.advance(token)
            }
        }
    }

    @Test func equalStatesAllowTheSame() {
        let grammar = CopyLimit([[1, 2, 3, 1, 2]], notes: 2, kinds: Self.kinds)
        func state(_ tokens: TokenID...) -> AnyHashable {
            var state = grammar.start()
            for token in tokens { state.advance(token) }
            return AnyHashable(state)
        }
        // Both end with 1 2, of which the corpus has no longer passage; bar lines do not count.
        #expect(state(2, 1, 2) == state(2, 5, 1, 2))
        #expect(state(1, 2) != state(3, 1, 2))
        #expect(state(1) != state(2))
    }

    @Test func theEndEndsIt() {
        var state = CopyLimit([[1, 2]], notes: 2, kinds: Self.kinds).start()
        #expect(!state.isEnded)
        state.advance(0)
        #expect(state.isEnded)
    }
}
