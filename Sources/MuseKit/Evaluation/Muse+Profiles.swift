package import MuseEvaluation
import MuseProtocols
import MuseRecipe
import MuseStorage

extension Muse {
    /// Reads a profile: the name of a built-in one, or the path of a YAML file.
    ///
    /// - Throws: `RecipeErrors` with all mistakes in a file; `MuseError.use` for an unknown name; `FileError`.
    package func profile(_ name: String) throws -> Profile {
        if let builtIn = BuiltInProfiles.all.first(where: { $0.name == name }) {
            return try Self.profile(builtIn.text, name: name, file: "profile \(name)")
        }
        guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
            let known = BuiltInProfiles.all.map(\.name)
            let hint = nearestName(to: name, in: known).map { "; did you mean '\($0)'?" }
            throw MuseError.use(
                "no profile is called '\(printable(name))'\(hint ?? ": there are \(known.joined(separator: ", ")), and files ending in .yaml")"
            )
        }
        return try Self.profile(
            FileReader.bytes(name, limit: SourceFile.recipeByteLimit + 1), name: Files.name(name), file: name)
    }

    private static func profile(_ text: [UInt8], name: String, file: String) throws -> Profile {
        do {
            let source = try SourceFile(recipe: text, name: file)
            let start = SourceMark(source: source, line: 1, column: 1)
            return try Profile(try YAMLReader.read(source) ?? Node(.map([]), at: start), name: name)
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    /// Evaluates tunes by a profile.
    ///
    /// - Parameters:
    ///   - reference: the tunes to compare with; a tune that is one of them is compared with the others.
    ///   - seed: of the draw of the tunes for judges.
    /// - Throws: `MuseError.data` if there are no tunes, or if the reference has none of the profile's style.
    package func evaluate(
        _ tunes: [NamedTune], by profile: Profile, against reference: [NamedTune], seed: UInt64
    ) throws -> ProfileReport {
        if tunes.isEmpty { throw MuseError.data("there are no tunes to evaluate") }
        let scores = reference.map(\.score)
        let style = profile.style(of: scores)
        if style.isEmpty { throw MuseError.data("the reference has no \(profile.styleDescription)") }
        let result = try ProfileResult(
            profile, tunes.map(\.score), against: ProfileReference(scores, style: style),
            random: RandomSource(seed: seed).stream("draw"))
        return ProfileReport(result: result, tunes: tunes)
    }
}
