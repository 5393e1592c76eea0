import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage

/// A case in `tests.yaml`: what goes into a component, and what has to come out.
struct AuthorCase {
    let component: PluginManifest.Component
    /// The keys of the case, checked against those of the component's kind.
    let settings: Settings
    /// The component with its settings, by its full name.
    private let componentNode: Node
    /// The key that states what has to come out.
    private let outcomeKey: String
    /// The plug-in's folder, which paths in the case are relative to.
    private let folder: String

    static let cannot = Setting<String>("cannot", default: nil, "reason for which the component refuses")

    /// - Throws: `RecipeError`, `RecipeErrors` for a mistake in the case.
    init(_ caseNode: Node, path: String, of manifest: PluginManifest) throws {
        typealias Kind = PluginManifest.Component.Kind
        let kinds = Kind.allCases.map(\.rawValue)
        guard let key = caseNode.entries?.first(where: { kinds.contains($0.key) }), let kind = Kind(rawValue: key.key)
        else {
            let expected = "a case with one of the keys \(kinds.joined(separator: ", "))"
            throw RecipeError(.wrongType(expected: expected, found: caseNode.described), path: path, at: caseNode.mark)
        }
        let own = manifest.components.filter { $0.kind == kind }
        var node = key.value.component
        let name = node["type"]?.text ?? ""
        guard let component = own.first(where: { [$0.schema.name, manifest.name(of: $0)].contains(name) }) else {
            let known = own.map(\.schema.name)
            throw RecipeError(
                .unknown(
                    kind: "\(kind.rawValue) of this plug-in", name: name, nearest: nearestName(to: name, in: known),
                    known: known), path: "\(path).\(key.key)", at: key.value.mark)
        }
        self.component = component
        // The short name alone means a built-in component that has it.
        if var entries = node.entries, let type = entries.firstIndex(where: { $0.key == "type" }) {
            entries[type].value.content = .scalar(manifest.name(of: component), isPlain: false)
            node.content = .map(entries)
        }
        componentNode = node
        folder = manifest.folder
        let tests = kind.tests
        settings = try Settings(
            caseNode, for: Schema("a case of a \(kind.rawValue)", "", tests.keys), path: path,
            common: tests.componentKeys.union([kind.rawValue]))
        let outcomes = tests.outcomeKeys.filter { caseNode[$0] != nil }
        guard outcomes.count == 1 else {
            let expected = tests.outcomeKeys.count == 1 ? "" : "one of "
            throw RecipeError(
                .conflict("expected \(expected)\(tests.outcomeKeys.map { "'\($0)'" }.joined(separator: " and "))"),
                path: path, at: caseNode.mark)
        }
        outcomeKey = outcomes[0]
    }

    /// The component with its settings in the case.
    ///
    /// - Throws: `RecipeErrors`; `PluginError`.
    func make<Product>(_ registry: Registry<Product>) throws -> Product {
        try registry.make(componentNode, path: "\(settings.path).\(component.kind.rawValue)")
    }

    // MARK: Input

    /// The tunes of a text in ABC.
    ///
    /// - Throws: `RecipeError` if the text has no tune, or an error.
    func tunes(_ setting: Setting<String>, _ registries: Registries) throws -> [Score] {
        let text = try settings[setting]
        let abc = try registries.importers.makeWithDefaults("abc").read(Array(text.utf8), name: setting.info.name)
        let diagnostics = abc.diagnostics + abc.tunes.flatMap(\.diagnostics)
        if let error = diagnostics.first(where: { $0.severity == .error }) {
            let line = error.mark.map { "line \($0.line): " } ?? ""
            throw settings.conflict("is not ABC: \(line)\(error.message)", about: setting)
        }
        if abc.tunes.isEmpty {
            throw settings.conflict("has no tune in ABC, such as 'X:1', 'K:C', 'CDEF|'", about: setting)
        }
        return abc.tunes.map(\.score)
    }

    /// The single tune of a text in ABC.
    ///
    /// - Throws: as `tunes` does.
    func tune(_ setting: Setting<String>, _ registries: Registries) throws -> Score {
        let tunes = try tunes(setting, registries)
        guard tunes.count == 1 else {
            throw settings.conflict("expected one tune, found \(tunes.count)", about: setting)
        }
        return tunes[0]
    }

    /// The contents of a file that the case names.
    ///
    /// - Throws: `RecipeError` if it cannot be read.
    func file(_ setting: Setting<String>) throws -> [UInt8] {
        let name = try settings[setting]
        do {
            return try FileReader.bytes(Files.resolve(name, relativeTo: "\(folder)/"))
        } catch let error as FileError {
            throw settings.conflict("\(error)", about: setting)
        }
    }

    // MARK: Output

    /// The result of a call that may refuse; nil if it refuses as the case expects.
    ///
    /// - Throws: `RecipeError` if it refuses although the case expects a result, or the other way round.
    func outcome<Result>(_ call: () throws -> Result) throws -> Result? {
        let expected = try settings.optional(Self.cannot)
        let result: Result
        do {
            result = try call()
        } catch {
            guard let reason = Self.refusal(error) else { throw error }
            if reason == expected { return nil }
            throw mismatch(expected.map { "the refusal '\($0)'" } ?? "a result", "the refusal '\(reason)'")
        }
        if let expected { throw mismatch("the refusal '\(expected)'", "a result") }
        return result
    }

    /// Why a component refuses; nil for another error.
    private static func refusal(_ error: any Error) -> String? {
        switch error {
        case let error as TokenizationError: error.description
        case let error as FitError: error.description
        case let error as PlanError: error.message
        case let error as ImportRefusal: error.reason
        default: nil
        }
    }

    /// An error that says what came out instead of what the case expects.
    ///
    /// - Parameters:
    ///   - part: the part of the outcome, such as `line 3`; empty for all of it.
    ///   - index: the item of the expected list; nil for all of it.
    func mismatch(_ expected: String, _ found: String, of part: String = "", at index: Int? = nil) -> RecipeError {
        let node = settings.node[outcomeKey]
        var mark = node?.mark
        if let index, let items = node?.items, items.indices.contains(index) { mark = items[index].mark }
        return RecipeError(
            .conflict("\(part)\(part.isEmpty ? "" : ": ")expected \(expected), found \(found)"),
            path: "\(settings.path).\(outcomeKey)", at: mark)
    }

    /// Compares items one by one.
    ///
    /// - Parameter part: what an item is, by its number: `token 3`.
    /// - Throws: `RecipeError` for the first difference.
    func compare<Item: StringProtocol>(
        _ expected: [Item], _ found: [Item], _ part: (_ number: Int) -> String
    ) throws {
        for i in 0..<max(expected.count, found.count) {
            let (one, other) = (i < expected.count ? expected[i] : nil, i < found.count ? found[i] : nil)
            if one == other { continue }
            func text(_ item: Item?) -> String { item.map { "'\($0)'" } ?? "the end" }
            throw mismatch(text(one), text(other), of: part(i + 1), at: i)
        }
    }

    /// Compares texts line by line.
    ///
    /// - Throws: `RecipeError` for the first difference.
    func compare(
        text expected: String, _ found: String, _ part: (_ number: Int) -> String = { "line \($0)" }
    ) throws {
        func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        try compare(lines(expected), lines(found), part)
    }

    /// Compares tunes as ABC.
    ///
    /// - Throws: `RecipeError` for the first difference; an error of the exporter.
    func compare(_ expected: [Score], _ found: [Score], _ registries: Registries) throws {
        let abc = try registries.exporters.makeWithDefaults("abc")
        func text(_ scores: [Score]) throws -> String {
            // Tunes that were read from ABC would keep their own form.
            var scores = scores
            for i in scores.indices { scores[i].page = nil }
            return String(decoding: try abc.write(scores, provenance: nil), as: UTF8.self)
        }
        if found.count != expected.count {
            throw mismatch(expected.count == 1 ? "1 tune" : "\(expected.count) tunes", "\(found.count)")
        }
        // Line numbers would count the lines of muse's ABC, not those of the case.
        try compare(text: text(expected), text(found)) { _ in "in ABC" }
    }

    /// Compares numbers. They may differ by a thousandth, or by a thousandth of the expected one.
    ///
    /// - Parameter part: what the number is: `value`.
    /// - Throws: `RecipeError` if they differ by more.
    func compare(_ expected: Double, _ found: Double, _ part: String, at index: Int? = nil) throws {
        // The tolerance of an infinite number would be infinite.
        if expected == found || (expected.isFinite && abs(expected - found) <= 1e-3 * max(1, abs(expected))) { return }
        throw mismatch(ShortJSON.number(expected), ShortJSON.number(found), of: part, at: index)
    }
}
