/// The readers of files that the fuzzer tests.
public enum FuzzedReader: String, CaseIterable, Sendable {
    case abc, midi, musicxml, mxl, pianoroll, recipe, manifest

    /// Reads an input and uses what was read.
    ///
    /// - Throws: `FuzzFault` if a promise of the reader does not hold. A trap or an endless loop is for the caller to
    ///   notice.
    public func check(_ input: [UInt8]) throws {
        switch self {
        case .abc: try MusicCheck(.abc, name: "input.abc").check(input)
        case .midi: try MusicCheck(.midi, name: "input.mid").check(input)
        case .musicxml: try MusicCheck(.musicXML, name: "input.musicxml").check(input)
        case .mxl: try MusicCheck(.musicXML, name: "input.mxl").check(input)
        case .pianoroll: try MusicCheck(.pianoRoll, name: "input.json").check(input)
        case .recipe: try RecipeReaderCheck.check(input)
        case .manifest: try ManifestCheck.check(input)
        }
    }
}

/// A promise of a reader or writer that an input breaks.
public struct FuzzFault: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
