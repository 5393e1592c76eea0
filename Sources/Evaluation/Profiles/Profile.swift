package import MuseMusic
package import MuseProtocols

/// A profile: checks that reject tunes, in order, and a grade of the structure of the others. It is a YAML file, so
/// that people can publish theirs.
///
/// All of it is computed and stands in for the judgement of people: the checks and grades are proxies. The judge's
/// sheet is for the judgement itself.
package struct Profile: Sendable {
    static let version = Setting<Int>("profile", kind: .integer(1...1), "version of the profile language")
    static let title = Setting<String>("title", "what the profile evaluates")
    static let source = Setting<String>("source", default: nil, "paper or page that defines it")
    static let rhythm = Setting<RhythmName>("rhythm", default: nil, "rhythm of the tunes (R:); any by default")
    static let book = Setting<String>("book", default: nil, "text in the book (B:) of the tunes; any by default")
    static let reference = SettingGroup(
        "reference", [rhythm, book], "the reference's tunes whose style is the standard; all by default")
    static let tunes = Setting<Int>(
        "tunes", in: 1...1_000_000, default: 1000, "number of tunes of a recipe whose pass rate is measured")
    static let draw = Setting<Int>("draw", in: 1...1000, default: 10, "number of tunes drawn for the judges")
    static let scale = Setting<Int>("scale", in: 2...100, default: 5, "largest grade on the judge's sheet")
    static let qualities = Setting<[String]>(
        "qualities", default: ["structure", "melody"], "qualities that a judge grades")
    static let sheet = SettingGroup("sheet", [qualities, scale], "the judge's sheet")
    static let checks = "reject"
    private static let settings: [any AnySetting] = [
        version, title, source, reference, tunes, draw, PartStructure.group, sheet,
    ]
    static let schema = Schema("the profile", settings: settings.map(\.info))

    /// A check and its name.
    package struct Check: Sendable {
        package let type: String
        package let check: any ProfileCheck
    }

    package let name: String
    package let title: String
    package let source: String?
    package let tunes: Int
    package let draw: Int
    package let checks: [Check]
    package let qualities: [String]
    package let scale: Int
    let structure: PartStructure
    private let rhythm: RhythmName?
    private let book: String?

    /// Reads the value of a profile's file.
    ///
    /// - Throws: `RecipeErrors` with all mistakes and their places.
    package init(_ node: Node, name: String) throws {
        guard node.entries != nil else {
            throw RecipeErrors([
                RecipeError(.wrongType(expected: "a mapping", found: node.described), path: "", at: node.mark)
            ])
        }
        var errors: [RecipeError] = []
        func collect<Value>(_ make: () throws -> Value) throws -> Value? {
            do { return try make() } catch let error as RecipeErrors {
                errors += error.errors
            } catch let error as RecipeError {
                errors.append(error)
            }
            return nil
        }
        let settings = try collect { try Settings(node, for: Self.schema, path: "", common: [Self.checks]) }
        var checks: [Check] = []
        let items = node[Self.checks]?.listed ?? []
        for (i, item) in items.enumerated() {
            let check = try collect { try Registry<any ProfileCheck>.builtIn.make(item, path: "\(Self.checks)[\(i)]") }
            guard let check, let type = item.component["type"]?.text else { continue }
            if checks.contains(where: { $0.type == type }) {
                errors.append(
                    RecipeError(.conflict("'\(type)' occurs twice"), path: "\(Self.checks)[\(i)]", at: item.mark))
            }
            checks.append(Check(type: type, check: check))
        }
        if items.isEmpty { errors.append(RecipeError(.missing(key: Self.checks), path: "", at: node.mark)) }
        let structure = try settings.flatMap { settings in
            try collect { try PartStructure(Self.group(PartStructure.group, of: settings)) }
        }
        guard errors.isEmpty, let settings, let structure else { throw RecipeErrors(errors) }
        self.name = name
        self.checks = checks
        self.structure = structure
        title = try settings[Self.title]
        source = try settings.optional(Self.source)
        tunes = try settings[Self.tunes]
        draw = try settings[Self.draw]
        let reference = Self.group(Self.reference, of: settings)
        rhythm = try reference.optional(Self.rhythm)
        book = try reference.optional(Self.book)
        let sheet = Self.group(Self.sheet, of: settings)
        qualities = try sheet[Self.qualities]
        scale = try sheet[Self.scale]
    }

    /// The settings of a group; empty if the profile does not have its key, so that the defaults apply.
    private static func group(_ group: SettingGroup, of settings: Settings) -> Settings {
        settings[group]
            ?? Settings(Node(.map([]), at: settings.node.mark), valid: Schema("", settings: []), path: group.info.name)
    }

    /// The tunes of a reference whose style is the standard.
    package func style(of tunes: [Score]) -> [Score] {
        tunes.filter { tune in
            (rhythm.map { Rhythm.normalized(tune.header.rhythm) == $0.name } ?? true)
                && (book.map { book in tune.header.books.contains { $0.contains(book) } } ?? true)
        }
    }

    /// What `style(of:)` selects, for messages: `tunes of the rhythm 'jig' in the book 'O'Neill'`.
    package var styleDescription: String {
        ["tunes", rhythm.map { "of the rhythm '\($0.name)'" }, book.map { "in a book '\($0)'" }].compactMap { $0 }
            .joined(separator: " ")
    }
}
