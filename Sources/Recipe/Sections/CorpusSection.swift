import MuseCorpus
import MuseProtocols
import MuseStorage

/// `corpus`: the training corpus.
struct CorpusSection {
    static let files = Setting<[String]>(
        "files", "files, folders or patterns such as tunes/**/*.abc, relative to the recipe that lists them")
    static let layout = Setting<DatasetLayout>(
        "layout", default: nil,
        "the published data set whose folders `files` names: its index and file names give the files to read, the side "
            + "of the split, titles, composers, chords and keys; see Docs/Datasets.md")
    static let transpose = Setting<CorpusTransposition>(
        "transpose", default: CorpusTransposition.none,
        "transposition of tunes; tonic: every tune to C, or to A in minor-like modes; all_keys: every training tune to "
            + "all twelve keys; chromatic: every training tune by -6 to 5 semitones, within the range of the training "
            + "tunes")
    private static let importer = "importer"
    static let section = Section(
        "corpus", "the training corpus", affects: .fit,
        [
            .setting(files, namesFiles: true), .setting(layout), .component(importer, affects: .fit, isRequired: false),
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
        let layout = try check.optional(Self.layout, section)
        let found = try Self.files(section, layout, &check)
        let transpose = try check.value(Self.transpose, section)
        settings = CorpusSettings(
            files: found.files, datasets: layout == nil ? nil : found.datasets,
            filter: try HeaderSection(&check, section.node).filter, transpose: transpose,
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
        if endings.isEmpty {
            check.mistakes.note(
                .conflict("'\(importer.type)' reads files of data sets, which `corpus.layout` names"),
                section.path(of: self.importer), at: importer.node.mark)
            return
        }
        guard !files.contains(where: { endings.contains(fileExtension(of: $0.path)) }) else { return }
        let known = endings.map { ".\($0)" }.joined(separator: ", ")
        check.mistakes.note(
            .conflict("'\(importer.type)' reads \(known) files, and the corpus has none"),
            section.path(of: self.importer), at: importer.node.mark)
    }

    /// The files named by the items of `files`, without duplicates, and the data sets that they belong to. All must
    /// exist and have a known format.
    private static func files(
        _ settings: Settings, _ layout: DatasetLayout?, _ check: inout RecipeCheck
    ) throws -> (files: [CorpusSettings.File], datasets: [CorpusSettings.File]) {
        guard let node = settings.node[files.info.name] else { return ([], []) }
        if node.listed.isEmpty {
            let reason = RecipeError.Reason.outOfRange(expected: "at least one file", found: "an empty list")
            check.mistakes.note(reason, Self.section.path(of: Self.files), at: node.mark)
        }
        let formats = try Formats(check.registries.importers, \.fileExtensions)
        var found: [CorpusSettings.File] = []
        var datasets: [CorpusSettings.File] = []
        var seen: Set<String> = []
        for (i, item) in node.listed.enumerated() {
            guard let text = String(node: item) else { continue }
            let (named, problem) =
                layout.map { self.files(of: $0, text, item) }
                ?? self.files(text, item, extensions: formats.known)
            if let problem {
                check.mistakes.note(
                    .conflict(problem.message), "\(Self.section.path(of: Self.files))[\(i)]",
                    at: problem.mark ?? item.mark)
            }
            if layout != nil {
                let path = Files.resolve(text, relativeTo: item.mark.source.folder)
                datasets.append(CorpusSettings.File(path: path, mark: item.mark))
            }
            for file in named where seen.insert(Files.identity(file.path)).inserted {
                found.append(file)
                if let plugin = formats.plugin(file) { check.note(plugin) }
                if file.entry?.importer == nil {
                    check.warnIfAmbiguous(file.path, formats, Self.section.path(of: Self.files), at: item.mark)
                }
            }
        }
        return (found, datasets)
    }

    private typealias Problem = (message: String, mark: SourceMark?)

    private static func files(
        _ text: String, _ item: Node, extensions: [String]
    ) -> (files: [CorpusSettings.File], problem: Problem?) {
        let (named, problem) = Files.named(text, in: item.mark.source.folder, extensions: extensions)
        return (named.map { CorpusSettings.File(path: $0, mark: item.mark) }, problem.map { ($0, nil) })
    }

    private static func files(
        of layout: DatasetLayout, _ text: String, _ item: Node
    ) -> (files: [CorpusSettings.File], problem: Problem?) {
        do {
            let files = try layout.files(in: Files.resolve(text, relativeTo: item.mark.source.folder))
            return (files.map { CorpusSettings.File(path: $0.path, mark: item.mark, entry: $0.entry) }, nil)
        } catch let mistake as DatasetMistake {
            return ([], (mistake.message, mistake.mark))
        } catch {
            return ([], ("\(error)", nil))
        }
    }
}
