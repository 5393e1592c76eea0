import MuseCorpus
import MuseProtocols
import MuseStorage

/// `corpus`: the training corpus.
struct CorpusSection {
    static let files = Setting<[String]>(
        "files", "files, folders or patterns such as tunes/**/*.abc, relative to the recipe that lists them")
    static let transpose = Setting<CorpusTransposition>(
        "transpose", default: CorpusTransposition.none,
        "transposition of tunes; tonic: every tune to C, or to A in minor-like modes; all_keys: every training tune to "
            + "all twelve keys; chromatic: every training tune by -6 to 5 semitones, within the range of the training "
            + "tunes")
    private static let importer = "importer"
    static let section = Section(
        "corpus", "the training corpus", affects: .fit,
        [
            .setting(files, namesFiles: true), .component(importer, affects: .fit, isRequired: false),
            .section(HeaderSection.section), .setting(transpose), .section(AugmentSection.section),
            .section(ExcerptSection.section),
            .section(SplitSection.section, isImplicit: true),
        ])

    /// The settings of the corpus; without files if the recipe has no corpus.
    let settings: CorpusSettings

    /// - Parameter isNeeded: whether the recipe trains a model; otherwise the corpus may be omitted.
    init(_ check: inout RecipeCheck, isNeeded: Bool) throws {
        guard let node = check.root["corpus"], !node.isNull else {
            if isNeeded { check.mistakes.note(.missing(key: "corpus"), "", at: check.root.mark) }
            settings = CorpusSettings(files: [], validation: 0)
            return
        }
        let section = try check.section(Self.section, in: check.root)
        let importer = try check.optionalComponent(
            check.registries.importers, Self.importer, in: Self.section, section)
        if let importer { check.choose(importer) }
        let split = try SplitSection(&check, section.node)
        let transpose = try check.value(Self.transpose, section)
        settings = CorpusSettings(
            files: try Self.files(section, &check), filter: try HeaderSection(&check, section.node).filter,
            transpose: transpose,
            augmentation: try AugmentSection(&check, section.node, transpose: transpose).augmentation,
            validation: split.validation, test: split.test,
            excerpts: try ExcerptSection(&check, section.node).excerpts)
        if let importer, !settings.files.isEmpty { Self.checkUse(of: importer, settings.files, &check) }
    }

    /// Records a mistake if the chosen importer has the extension of no file.
    private static func checkUse(
        of importer: RecipeCheck.Made<any Importer>, _ files: [CorpusSettings.File], _ check: inout RecipeCheck
    ) {
        let endings = importer.product.fileExtensions
        guard !files.contains(where: { endings.contains(fileExtension(of: $0.path)) }) else { return }
        let known = endings.map { ".\($0)" }.joined(separator: ", ")
        check.mistakes.note(
            .conflict("'\(importer.type)' reads \(known) files, and the corpus has none"),
            section.path(of: self.importer), at: importer.node.mark)
    }

    /// The files named by the items of `files`, without duplicates. All must exist and have a known format.
    private static func files(_ settings: Settings, _ check: inout RecipeCheck) throws -> [CorpusSettings.File] {
        guard let node = settings.node[files.info.name] else { return [] }
        if node.listed.isEmpty {
            let reason = RecipeError.Reason.outOfRange(expected: "at least one file", found: "an empty list")
            check.mistakes.note(reason, Self.section.path(of: Self.files), at: node.mark)
        }
        let formats = try Formats(check.registries.importers, \.fileExtensions)
        var found: [CorpusSettings.File] = []
        var seen: Set<String> = []
        for (i, item) in node.listed.enumerated() {
            guard let text = String(node: item) else { continue }
            let (named, problem) = Files.named(text, in: item.mark.source.folder, extensions: formats.known)
            if let problem {
                check.mistakes.note(
                    .conflict(problem), "\(Self.section.path(of: Self.files))[\(i)]",
                    at: item.mark)
            }
            for file in named where seen.insert(Files.identity(file)).inserted {
                found.append(CorpusSettings.File(path: file, mark: item.mark))
                if let plugin = formats.plugin(file) { check.note(plugin) }
                check.warnIfAmbiguous(file, formats, Self.section.path(of: Self.files), at: item.mark)
            }
        }
        return found
    }
}
