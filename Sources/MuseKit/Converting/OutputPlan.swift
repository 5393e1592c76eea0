import MuseStorage

/// Assigns tunes to the paths of a pattern.
struct OutputPlan {
    private let tunes: [FileTune]
    private let pattern: OutputPattern
    private let splitPattern: OutputPattern?

    /// - Parameter splitPattern: used for the tunes of a file that has several; nil to keep them together.
    init(_ tunes: [FileTune], _ pattern: OutputPattern, splitPattern: OutputPattern?) {
        self.tunes = tunes
        self.pattern = pattern
        self.splitPattern = splitPattern
    }

    /// Returns the files in the order of their first tunes.
    ///
    /// - Throws: `MuseError.use` if two tunes, or those of two files, would go to one path.
    func outputs() throws -> [Conversion.Output] {
        let groups = pattern.isPerTune ? perTune() : pattern.hasName ? perFile() : all()
        var taken: [String: FileTune] = [:]
        for group in groups {
            if let other = taken.updateValue(group.tunes[0], forKey: group.path) {
                let both = [other, group.tunes[0]].map { pattern.isPerTune ? $0.place : printable($0.path) }
                throw MuseError.use(
                    "'\(printable(group.path))' would be written twice, for \(both[0]) and for \(both[1])")
            }
        }
        return groups
    }

    private func all() -> [Conversion.Output] {
        tunes.isEmpty ? [] : [Conversion.Output(path: pattern.text, tunes: tunes)]
    }

    private func perFile() -> [Conversion.Output] {
        byFile().flatMap { tunes in
            if let splitPattern, tunes.count > 1 {
                return OutputPlan(tunes, splitPattern, splitPattern: nil).perTune()
            }
            return [Conversion.Output(path: path(tunes[0], number: 1, title: ""), tunes: tunes)]
        }
    }

    private func perTune() -> [Conversion.Output] {
        // Numbers start again in each file only if the path names the file.
        let groups = pattern.hasName ? byFile() : [tunes]
        /// The paths in use, without regard to case, which some file systems ignore.
        var used: Set<String> = []
        /// The last number appended to a title, by the path without it.
        var numbers: [String: Int] = [:]
        return groups.flatMap { tunes in
            tunes.enumerated().map { i, tune in
                let title = pattern.hasTitle ? FileName.safe(tune.score.header.title) : ""
                let plain = path(tune, number: i + 1, title: title)
                var path = plain
                while pattern.hasTitle, !used.insert(path.lowercased()).inserted {
                    numbers[plain.lowercased(), default: 1] += 1
                    let suffix = numbers[plain.lowercased(), default: 1]
                    path = self.path(tune, number: i + 1, title: "\(title)-\(suffix)")
                }
                return Conversion.Output(path: path, tunes: [tune])
            }
        }
    }

    private func path(_ tune: FileTune, number: Int, title: String) -> String {
        pattern.path(number: number, title: title, name: pattern.hasName ? FileName.safe(tune.baseName) : "")
    }

    /// The tunes of each file, which follow each other.
    private func byFile() -> [[FileTune]] {
        var result: [[FileTune]] = []
        for tune in tunes {
            if let last = result.last, last[0].path == tune.path {
                result[result.count - 1].append(tune)
            } else {
                result.append([tune])
            }
        }
        return result
    }
}
