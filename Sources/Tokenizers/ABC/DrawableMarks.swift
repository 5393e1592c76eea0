import MuseMusic
import MuseProtocols

/// The chord symbols and decorations that a tune may be given where they are drawn.
///
/// The vocabulary holds all that tunebooks write, and given music may hold all of it. A drawn tune leaves out what
/// makes no sense at the place where a model puts it:
/// - a chord symbol whose quality names no chord, or whose root or bass the key does not spell: it has at most one
///   accidental and lies between the tonic's flat fifth and sharp fifth on the line of fifths;
/// - navigation marks (segno, coda, fine, D.C., D.S.) and the two ends of hairpins and long trills: each needs a
///   partner bars away, which no grammar here holds a model to.
struct DrawableMarks: Sendable {
    let chordSymbols: [TokenID]
    let basses: [TokenID]
    let decorations: [TokenID]

    init(_ vocabulary: ABCVocabulary, tonic: PitchClass) {
        self.init(vocabulary) { token in
            switch token {
            case .chordSymbol(let fifths, let kind):
                !Self.unnamedKinds.contains(kind) && Self.isSpelled(fifths, tonic, vocabulary)
            case .bass(let fifths): Self.isSpelled(fifths, tonic, vocabulary)
            case .decoration(let name): !Self.pairedDecorations.contains(name)
            default: false
            }
        }
    }

    init(all vocabulary: ABCVocabulary) { self.init(vocabulary, where: \.isMark) }

    private init(_ vocabulary: ABCVocabulary, where isKept: (ABCToken) -> Bool) {
        var (chordSymbols, basses, decorations): ([TokenID], [TokenID], [TokenID]) = ([], [], [])
        for (i, token) in vocabulary.tokens.enumerated() where isKept(token) {
            switch token {
            case .chordSymbol: chordSymbols.append(TokenID(i))
            case .bass: basses.append(TokenID(i))
            default: decorations.append(TokenID(i))
            }
        }
        (self.chordSymbols, self.basses, self.decorations) = (chordSymbols, basses, decorations)
    }

    private static func isSpelled(_ fifths: Int, _ tonic: PitchClass, _ vocabulary: ABCVocabulary) -> Bool {
        let fromTonic = vocabulary.isRelative ? fifths : fifths - tonic.fifths
        return (-6...8).contains(fromTonic) && abs(PitchClass(fifths: fromTonic + tonic.fifths).alter) <= 1
    }

    /// Found in tunebooks after a root, but not the name of one chord.
    private static let unnamedKinds: Set<String> = ["d", "a", "a7", "4"]

    private static let pairedDecorations: Set<String> = [
        "segno", "Segno", "coda", "Coda", "fine", "D.C.", "D.S.", "D.C.alfine", "D.C.alcoda", "D.S.alfine",
        "D.S.alcoda", "crescendo(", "crescendo)", "diminuendo(", "diminuendo)", "trill(", "trill)",
    ]
}
