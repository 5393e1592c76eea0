import MuseMusic
import MuseProtocols

/// The chord symbols and decorations that may be generated.
///
/// The vocabulary contains every mark found in tunebooks, and given music may use all of them. Generation excludes
/// marks that a model cannot place sensibly:
/// - a chord symbol whose quality names no chord, or whose root or bass has no spelling in the key: a spelled root has
///   at most one accidental and lies between the tonic's flat fifth and sharp fifth on the line of fifths;
/// - navigation marks (segno, coda, fine, D.C., D.S.) and the two ends of hairpins and long trills: each needs a
///   partner bars away, which no grammar here enforces.
///
/// `Plan.allowedMarks` allows them again.
struct DrawableMarks: Sendable {
    let chordSymbols: [TokenID]
    let basses: [TokenID]
    let decorations: [TokenID]

    init(_ vocabulary: ABCVocabulary, tonic: PitchClass, allowing kinds: Set<Plan.MarkKind> = []) {
        self.init(vocabulary) { token in
            switch token {
            case .chordSymbol(let fifths, let kind):
                kinds.contains(.unusualChords)
                    || !Self.unnamedKinds.contains(kind) && Self.isSpelled(fifths, tonic, vocabulary)
            case .bass(let fifths): kinds.contains(.unusualChords) || Self.isSpelled(fifths, tonic, vocabulary)
            case .decoration(let name):
                (kinds.contains(.navigation) || !Self.navigation.contains(name))
                    && (kinds.contains(.spans) || !Self.spans.contains(name))
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

    /// Found after a root in tunebooks, but ambiguous or not a chord name.
    private static let unnamedKinds: Set<String> = ["d", "a", "a7", "4"]

    private static let navigation: Set<String> = [
        "segno", "Segno", "coda", "Coda", "fine", "D.C.", "D.S.", "D.C.alfine", "D.C.alcoda", "D.S.alfine",
        "D.S.alcoda",
    ]

    private static let spans: Set<String> = [
        "crescendo(", "crescendo)", "diminuendo(", "diminuendo)", "trill(", "trill)",
    ]
}
