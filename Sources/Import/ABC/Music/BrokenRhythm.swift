/// A broken rhythm whose second note is still to come.
///
/// `>` makes the note before it half as long again and halves the next one; `<` does it the other way round; two signs
/// leave a quarter to the shorter note, three an eighth.
struct BrokenRhythm {
    typealias Factor = (numerator: Int, denominator: Int)

    /// Of the note before the sign, and of the one after it.
    let before: Factor
    let after: Factor
    let place: TextPlace

    static let maximumCount = 3

    init(isLongFirst: Bool, count: Int, at place: TextPlace) {
        precondition((1...Self.maximumCount).contains(count), "a broken rhythm of \(count) signs")
        let whole = 1 << count
        let long: Factor = (2 * whole - 1, whole)
        let short: Factor = (1, whole)
        before = isLongFirst ? long : short
        after = isLongFirst ? short : long
        self.place = place
    }
}
