public import MuseMusic
public import MuseProtocols
import MuseRecipe
import MuseStorage

/// Where converted tunes go: a pattern of paths, and what writes them.
public struct OutputTarget: Sendable {
    let pattern: OutputPattern
    let exporter: any Exporter
    /// In a folder, the paths of the tunes of a file that has several, for formats that hold one; otherwise nil.
    let splitPattern: OutputPattern?
    /// Whether the files are in a folder that is created.
    var isFolder: Bool { splitPattern != nil }
    /// Tells if several exporters write the format.
    public let warning: Diagnostic?
    public var isStandardOutput: Bool { pattern.text == "-" }

    /// Assigns tunes to files, each of which has tunes that follow each other.
    ///
    /// - Throws: `MuseError.use` if two tunes would go to one file that holds only one.
    func outputs(_ tunes: [TunePlace]) throws -> [Conversion.Output] {
        let splitPattern = exporter.holdsManyTunes ? nil : splitPattern
        let outputs = try OutputPlan(tunes[...], pattern, splitPattern: splitPattern).outputs()
        for output in outputs where output.tunes.count > 1 && !exporter.holdsManyTunes {
            throw MuseError.use(
                "'\(printable(output.path))' can hold only one of the \(output.tunes.count) tunes; "
                    + "put \(pattern.hasName ? "{name}-{n}" : "{n}") in the name to write one file per tune")
        }
        return outputs
    }
}

extension Muse {
    /// Finds the exporter for a path.
    ///
    /// - Parameters:
    ///   - path: a file; with placeholders for several files (`{n}`, `{title}`, `{name}`); a folder or a path that ends
    ///     in a slash, in which each file gets the name of the one it is converted from, with the number of the tune if
    ///     the format holds only one; or `-` for standard output.
    ///   - exporter: an exporter's name, or its name and settings as in a recipe; nil for the one that the file
    ///     extension selects. Needed if there is none.
    /// - Throws: `MuseError.use` for an unknown format or placeholder; `RecipeErrors` for a mistake in `exporter`.
    public func outputTarget(_ path: String, exporter: String? = nil) throws -> OutputTarget {
        let isFolder = path.hasSuffix("/") || Files.isFolder(path)
        if exporter == nil, isFolder {
            let folder = path.hasSuffix("/") ? path : path + "/"
            throw MuseError.use(
                "'\(printable(path))' is a folder; choose the format of its files with --exporter, or name them: "
                    + "'\(printable(folder)){name}.mid'")
        }
        if exporter == nil, path == "-" {
            throw MuseError.use(
                "standard output has no file extension; choose its format with --exporter, such as --exporter abc")
        }
        let exporters = try FormatChoice(components().exporters, chosen: exporter, verb: "writes", \.fileExtensions)
        let (product, warning) = try exporters.component(for: path)
        let ending = product.fileExtensions.first.map { ".\($0)" } ?? ""
        let start = path.hasSuffix("/") ? path : "\(path)/"
        return OutputTarget(
            pattern: try OutputPattern(isFolder ? "\(start){name}\(ending)" : path), exporter: product,
            splitPattern: isFolder ? try OutputPattern("\(start){name}-{n}\(ending)") : nil, warning: warning)
    }

    /// Assigns tunes to the files of a target.
    ///
    /// - Parameter inputs: the paths of further files that must not be replaced, such as those that could not be read.
    /// - Throws: `MuseError.use` if two tunes would go to one file that holds only one, or if a file would replace an
    ///   input.
    public func conversion(
        of tunes: [FileTune], to target: OutputTarget, inputs: [String] = []
    ) throws -> Conversion {
        try Conversion(tunes, to: target, inputs: inputs)
    }

    /// Writes tunes to one file, or to one file per tune if the path contains `{n}` or `{title}`.
    ///
    /// - Parameters:
    ///   - path, exporter: as for `outputTarget`.
    /// - Throws: `MuseError.use` for an unknown file extension, or if one file cannot hold all tunes; `RecipeErrors`
    ///   for a mistake in `exporter`; `FileError`; `ExportError`.
    public func writeMusic(_ scores: [Score], to path: String, exporter: String? = nil) throws {
        let target = try outputTarget(path, exporter: exporter)
        try conversion(of: scores.map { FileTune($0, path: "") }, to: target).write { throw $0 }
    }
}
