/// A field and its value, on its own line or inline in the music.
struct Field {
    let letter: UInt8
    let value: String
    /// The place at which the value starts.
    let place: TextPlace
}
