/// A broken rhythm that awaits its second note.
///
/// `>` lengthens the note before it by half and halves the next one; `<` does the reverse. With two signs the shorter
/// note keeps a quarter of its length, with three an eighth.
struct BrokenRhythm {
    typealias Factor = (numerator: Int, denominator: Int)

    /// The factors for the lengths of the notes before and after the signs.
    let before: Factor
    let after: Factor
    let place: TextPlace

    static let maximumCount = 3

    init(isLongFirst: Bool, count: Int, at place: TextPlace) {
        precondition((1...Self.maximumCount).contains(count), "a broken rhythm of \(count) signs")
        let denominator = 1 << count
        let long: Factor = (2 * denominator - 1, denominator)
        let short: Factor = (1, denominator)
        before = isLongFirst ? long : short
        after = isLongFirst ? short : long
        self.place = place
    }
}
