package import MuseMusic
import MuseProtocols

/// An inconsistency in the music, and its place in the text.
package struct MusicProblem: Equatable {
    package enum Kind: Equatable {
        /// The note after the tie has another pitch.
        case tieWithoutPartner
        /// No note comes after the tie.
        case tieAtEnd
        case slurWithoutEnd
        case tupletCutShort(notes: Int, of: Int)
        /// Lengths in notes of one kind: `5 eighths`.
        case barLength(bar: Int, lasts: String, meter: Meter, needs: String)
        case repeatWithoutEnd
        /// The first ending of a section is not 1.
        case endingWithoutFirst(Int)
        case endingMissing(Int, before: Int)
        case endingTwice(Int)
        /// No repeat sign between an ending and the next one.
        case endingWithoutRepeat(next: Int)
        case differentBarlines(voice: String)
        case endsEarly(voice: String)
    }

    package let kind: Kind
    package let place: TextPlace
    /// The index of its voice; nil if it concerns no voice in particular.
    package let voice: Int?

    package init(_ kind: Kind, at place: TextPlace, voice: Int? = nil) {
        self.voice = voice
        self.kind = kind
        self.place = place
    }

    package var message: String { kind.message }
}

extension MusicProblem.Kind {
    var message: String {
        switch self {
        case .tieWithoutPartner: "tie without a note of the same pitch after it; ignored"
        case .tieAtEnd: "tie without a note after it; ignored"
        case .slurWithoutEnd: "slur without an end; ignored"
        case .tupletCutShort(let notes, let count): "the tuplet has only \(notes) of \(count) notes"
        case .barLength(let bar, let length, let meter, let needed):
            "bar \(bar) lasts \(length), \(meter) needs \(needed)"
        case .repeatWithoutEnd: "repeat without an end"
        case .endingWithoutFirst(let number): "ending \(number) without an ending 1 before it"
        case .endingMissing(let missing, let number): "ending \(number) without an ending \(missing) before it"
        case .endingTwice(let number): "ending \(number) occurs twice in a section"
        case .endingWithoutRepeat(let number): "no ':|' between ending \(number) and the one before it"
        case .differentBarlines(let voice):
            "the bar lines of voice \(voice) differ from those of the lead voice, which are used"
        case .endsEarly(let voice): "voice \(voice) ends before the others"
        }
    }

    var diagnosticKind: Diagnostic.Kind {
        switch self {
        case .tieWithoutPartner, .tieAtEnd: .tie
        case .slurWithoutEnd: .slur
        case .tupletCutShort: .tuplet
        case .barLength: .barLength
        case .repeatWithoutEnd: .repeatSign
        case .endingWithoutFirst, .endingMissing, .endingTwice, .endingWithoutRepeat: .ending
        case .differentBarlines, .endsEarly: .voices
        }
    }
}
