/// A field with its text, from a line of its own or from inside the music.
struct Field {
    let letter: UInt8
    let value: String
    /// Where its value starts.
    let place: TextPlace
}
