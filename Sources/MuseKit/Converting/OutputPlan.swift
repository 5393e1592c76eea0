import MuseStorage

/// Assigns tunes to the paths of a pattern.
struct OutputPlan {
    private let tunes: ArraySlice<TunePlace>
    private let pattern: OutputPattern
    private let splitPattern: OutputPattern?

    /// - Parameter splitPattern: used for the tunes of a file that has several; nil to keep them together.
    init(_ tunes: ArraySlice<TunePlace>, _ pattern: OutputPattern, splitPattern: OutputPattern?) {
        self.tunes = tunes
        self.pattern = pattern
        self.splitPattern = splitPattern
    }

    /// Returns the files in the order of their first tunes.
    ///
    /// - Throws: `MuseError.use` if two tunes, or those of two files, would go to one path.
    func outputs() throws -> [Conversion.Output] {
        let groups = pattern.isPerTune ? perTune() : pattern.hasName ? perFile() : all()
        var taken: [String: Int] = [:]
        taken.reserveCapacity(groups.count)
        for (i, group) in groups.enumerated() {
            if let other = taken.updateValue(i, forKey: group.path) {
                let both = [groups[other], group].flatMap { $0.tunes.prefix(1) }.map {
                    pattern.isPerTune ? $0.place : printable($0.file)
                }
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
            return [Conversion.Output(path: path(tunes.startIndex, number: 1, title: ""), tunes: tunes)]
        }
    }

    private func perTune() -> [Conversion.Output] {
        // Numbers start again in each file only if the path names the file.
        let groups = pattern.hasName ? byFile() : [tunes]
        /// The paths in use, without regard to case, which some file systems ignore.
        var used: Set<String> = []
        /// The last number appended to a title, by the path without it.
        var numbers: [String: Int] = [:]
        return groups.flatMap { group in
            group.indices.map { i in
                let number = i - group.startIndex + 1
                let title = pattern.hasTitle ? FileName.safe(tunes[i].title) : ""
                let plain = path(i, number: number, title: title)
                var path = plain
                while pattern.hasTitle, !used.insert(path.lowercased()).inserted {
                    numbers[plain.lowercased(), default: 1] += 1
                    let suffix = numbers[plain.lowercased(), default: 1]
                    path = self.path(i, number: number, title: "\(title)-\(suffix)")
                }
                return Conversion.Output(path: path, tunes: tunes[i...i])
            }
        }
    }

    /// - Parameter tune: its index.
    private func path(_ tune: Int, number: Int, title: String) -> String {
        pattern.path(
            number: number, title: title, name: pattern.hasName ? FileName.safe(tunes[tune].baseName) : "")
    }

    /// The tunes of each file, which follow each other.
    private func byFile() -> [ArraySlice<TunePlace>] {
        var result: [ArraySlice<TunePlace>] = []
        var start = tunes.startIndex
        for i in tunes.indices.dropFirst() where tunes[i].file != tunes[start].file {
            result.append(tunes[start..<i])
            start = i
        }
        return tunes.isEmpty ? [] : result + [tunes[start...]]
    }
}
