import MuseMusic
import MuseStorage

/// What the page's player needs of a tune, as JSON.
struct PlayableTune {
    private let tune: PageTune
    private let staff: Staff?
    /// The score as it is notated on the staff.
    private let notated: Score
    private let number: Int
    private let files: PageFiles

    init(_ tune: PageTune, number: Int, _ files: PageFiles, staff: Staff?, notated: Score) {
        self.tune = tune
        self.number = number
        self.files = files
        self.staff = staff
        self.notated = notated
    }

    /// An object with these members. Tables are texts of whole numbers with spaces, which are encoded and parsed faster
    /// than arrays.
    ///     - `name`: the name of the files to download, without extension.
    ///     - `midi`, `mxl`: those files, in base64. The player plays `midi`; `mxl` is absent if there is none.
    ///     - `melody`: the number of tracks with notes that are not accompaniment.
    ///     - `hasAccompaniment`: whether there are others.
    ///     - `bars`: the MIDI ticks of the bar lines as played.
    ///     - `boxes`: the steps on the staff: x, y, width, height; absent without a staff.
    ///     - `sync`: a MIDI tick and the index of the step that starts there; absent without a staff.
    var json: JSON {
        // The third number of the file's header.
        let division = Int(files.midi[12]) << 8 | Int(files.midi[13])
        let played = notated.played()
        // A performance is played as it is, not as it is notated; of a band, the first part plays what is notated.
        var performed = tune.score.performance == nil ? played : tune.score.played()
        if let band = tune.band {
            performed = band.performed
            performed.parts = Array(performed.parts.prefix(1))
        }
        let times = TimeMap(played, performed: performed)
        func tick(_ time: Int) -> Int {
            Int((Double(times[time]) * Double(division) / Double(performed.ticksPerQuarter)).rounded())
        }
        var members: [String: JSON] = [
            "name": .string(fileName), "midi": .string(Base64.text(files.midi)),
            "hasAccompaniment": .bool(
                tune.band.map { $0.performed.parts.count > $0.melodyParts } ?? !tune.score.chordSymbols.isEmpty),
            "melody": .int(
                tune.band?.melodyParts ?? tune.score.parts.filter { !$0.notes.isEmpty }.count),
            "bars": Self.table(played.barRanges().map { tick($0.lowerBound) }),
        ]
        if let mxl = files.mxl { members["mxl"] = .string(Base64.text(mxl)) }
        if let staff {
            members["boxes"] = Self.table(
                staff.steps.flatMap { step in
                    [step.box.x, step.box.y, step.box.width, step.box.height].map { Int($0.rounded()) }
                })
            members["sync"] = Self.table(sync(of: staff.steps).flatMap { [tick($0.time), $0.step] })
        }
        return .object(members)
    }

    private static func table(_ numbers: [Int]) -> JSON {
        .string(numbers.map { "\($0)" }.joined(separator: " "))
    }

    /// The times in the notated score as played at which each step starts, once for each time it is played.
    private func sync(of steps: [Staff.Step]) -> [(time: Int, step: Int)] {
        notated.playedRanges().flatMap { range in
            let first = steps.partitioningIndex { $0.ticks.lowerBound >= range.start }
            let end = steps.partitioningIndex { $0.ticks.lowerBound >= range.end }
            return (first..<max(first, end)).map { (steps[$0].ticks.lowerBound + range.shift, $0) }
        }
    }

    /// The title in letters and digits that all file systems allow.
    private var fileName: String {
        let words = tune.score.header.title.lowercased().split { !($0.isLetter || $0.isNumber) }
        return words.isEmpty ? "tune-\(number)" : words.joined(separator: "-")
    }
}
