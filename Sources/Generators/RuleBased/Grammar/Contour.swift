import MuseProtocols

/// The line that a phrase follows.
///
/// Source of the types: Huron, "The Melodic Arch in Western Folksongs", Computing in Musicology 10, 1996.
enum Contour: String, SettingChoice, Sendable {
    case arch, valley, ascending, descending, wave, level

    /// The height of the line, from -1 to 1.
    ///
    /// - Parameter place: the part of the phrase before, from 0 to 1.
    func height(at place: Double) -> Double {
        switch self {
        case .arch: 1 - 2 * abs(2 * place - 1)
        case .valley: 2 * abs(2 * place - 1) - 1
        case .ascending: 2 * place - 1
        case .descending: 1 - 2 * place
        // Up, down and up again, with one and a half periods.
        case .wave: place < 1.0 / 3 ? 6 * place - 1 : place < 2.0 / 3 ? 3 - 6 * place : 6 * place - 5
        case .level: 0
        }
    }

    /// What the melody does, after "it".
    var meaning: String {
        switch self {
        case .arch: "rises and falls"
        case .valley: "falls and rises"
        case .ascending: "rises"
        case .descending: "falls"
        case .wave: "moves in waves"
        case .level: "stays level"
        }
    }
}
