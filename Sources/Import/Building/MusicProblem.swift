/// Something in the music that does not add up, and its place in the text.
package struct MusicProblem: Equatable {
    package enum Kind: Equatable {
        /// The note after the tie has another pitch.
        case tieWithoutPartner
        /// No note comes after the tie.
        case tieAtEnd
        case slurWithoutEnd
        case tupletCutShort(notes: Int, of: Int)
        /// Lengths in fractions of a whole note.
        case barLength(String, meter: String)
        case repeatWithoutEnd
        case otherBarlines(voice: String)
        case endsEarly(voice: String)
    }

    package let kind: Kind
    package let place: TextPlace

    package init(_ kind: Kind, at place: TextPlace) {
        self.kind = kind
        self.place = place
    }

    package var message: String {
        switch kind {
        case .tieWithoutPartner: "a tie to no note of its pitch: left out"
        case .tieAtEnd: "a tie with no note after it: left out"
        case .slurWithoutEnd: "a slur that never ends: left out"
        case .tupletCutShort(let notes, let count): "a tuplet of \(count) notes has only \(notes)"
        case .barLength(let length, let meter): "the bar that ends here lasts \(length), its meter asks for \(meter)"
        case .repeatWithoutEnd: "this repeat is never ended"
        case .otherBarlines(let voice):
            "voice \(voice) has another bar line here than the first voice; that one's is kept"
        case .endsEarly(let voice): "voice \(voice) ends before the others"
        }
    }
}
