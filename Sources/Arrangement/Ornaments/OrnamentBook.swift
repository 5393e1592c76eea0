package import MuseProtocols

/// The ornament grammars of instruments, read from a table.
package struct OrnamentBook: Sendable {
    private var grammars: [(instrument: String, grammar: OrnamentGrammar)] = []

    /// The text of the table that muse has.
    package static var builtInText: [UInt8] { PackageResources.ornaments_yaml }

    /// Reads a table: `{fiddle, violin: [{figure: "~*", length: 3/8, weight: 3}]}`.
    ///
    /// - Throws: `RecipeErrors` with all mistakes and their places.
    package init(_ node: Node) throws {
        var errors: [RecipeError] = []
        for entry in node.entries ?? [] {
            do {
                let rules = try (entry.value.items ?? []).enumerated().map {
                    try OrnamentRule($1, path: "\(entry.key)[\($0)]")
                }
                for name in entry.key.split(separator: ",") {
                    let name = name.drop { $0 == " " }
                    guard let instrument = Instrument(String(name)) else {
                        throw RecipeErrors([
                            RecipeError(
                                .unknown(kind: "instrument", name: String(name), nearest: nil, known: []),
                                path: entry.key, at: entry.keyMark)
                        ])
                    }
                    grammars.append((instrument.name, OrnamentGrammar(rules)))
                }
            } catch let error as RecipeErrors {
                errors += error.errors
            }
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
    }

    /// The names of the instruments in the table, in lower case.
    package var instruments: [String] { grammars.map { $0.instrument.lowercased() } }

    /// The grammar of an instrument; nil if the table has none.
    package subscript(instrument: Instrument) -> OrnamentGrammar? {
        grammars.first { $0.instrument == instrument.name }?.grammar
    }
}
