import MuseProtocols

/// The resolution of time values in a range of beats: `0-4:8` for eighths of a beat up to the fourth beat.
struct BeatResolution: SettingValue, Equatable {
    /// In beats.
    let range: Range<Int>
    /// Positions per beat.
    let perBeat: Int

    static var kind: SettingKind {
        .notation("a range of beats and its positions per beat", example: "0-4:8, beats 0 to 4 in eighths of a beat")
    }

    init(_ range: Range<Int>, _ perBeat: Int) {
        self.range = range
        self.perBeat = perBeat
    }

    init?(node: Node) {
        let numbers = (node.text ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard numbers.count == 2, let perBeat = Int(numbers[1]), (1...64).contains(perBeat) else { return nil }
        let ends = numbers[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard ends.count == 2, ends[0] >= 0, ends[0] < ends[1], ends[1] <= 64 else { return nil }
        self.init(ends[0]..<ends[1], perBeat)
    }

    var settingText: String { "\(range.lowerBound)-\(range.upperBound):\(perBeat)" }
}

/// The time values that have tokens, in ascending order: whole beats and parts of a beat.
struct TimeValues: Sendable {
    struct Value: Sendable {
        let beats: Int
        let positions: Int
        /// Positions per beat.
        let resolution: Int

        /// `1.4.8` for a beat and a half in eighths of a beat.
        var name: String { "\(beats).\(positions).\(resolution)" }

        func ticks(perBeat ticks: Int) -> Int { (beats * resolution + positions) * ticks / resolution }
    }

    let values: [Value]

    /// All values above 0 up to the end of the last range.
    init(_ resolutions: [BeatResolution]) {
        var values: [Value] = []
        for resolution in resolutions {
            for beats in resolution.range {
                for positions in 0..<resolution.perBeat {
                    values.append(Value(beats: beats, positions: positions, resolution: resolution.perBeat))
                }
            }
        }
        if let last = resolutions.last {
            values.append(Value(beats: last.range.upperBound, positions: 0, resolution: last.perBeat))
        }
        self.values = Array(values.dropFirst())
    }

    var names: [String] { values.map(\.name) }
}

/// The time values in ticks, for one number of ticks per beat.
struct TickTable: Sendable {
    let ticksPerBeat: Int
    /// Ascending.
    let ticks: [Int]
    /// For each number of ticks up to the longest value, the nearest value; the longer of two.
    private let nearest: [Int16]
    /// For each number of ticks up to the longest value, the longest value that is not longer; negative if there is
    /// none.
    private let floors: [Int16]

    init(_ values: TimeValues, ticksPerBeat: Int) {
        self.ticksPerBeat = ticksPerBeat
        ticks = values.values.map { $0.ticks(perBeat: ticksPerBeat) }
        let longest = ticks.last ?? 0
        var nearest = [Int16](repeating: 0, count: longest + 1)
        var floors = [Int16](repeating: -1, count: longest + 1)
        var next = 0
        for tick in 0...longest {
            // The first value that is not shorter.
            while next < ticks.count - 1, ticks[next] < tick { next += 1 }
            let isLower = next > 0 && abs(tick - ticks[next - 1]) < abs(tick - ticks[next])
            nearest[tick] = Int16(isLower ? next - 1 : next)
            let floor = ticks[next] <= tick ? next : next - 1
            floors[tick] = Int16(floor)
        }
        self.nearest = nearest
        self.floors = floors
    }

    /// The index of the value nearest to a length, the longer of two.
    @inline(__always)
    func index(nearest length: Int) -> Int {
        length < nearest.count ? Int(nearest[max(0, length)]) : ticks.count - 1
    }

    /// The index of the longest value of at most a length; nil if all are longer.
    @inline(__always)
    func index(floor length: Int) -> Int? {
        guard length >= 0 else { return nil }
        let index = length < floors.count ? Int(floors[length]) : ticks.count - 1
        return index >= 0 ? index : nil
    }
}

/// The tables of time values for the numbers of ticks per beat that occur.
struct TickTables: Sendable {
    let values: TimeValues
    private let tables: [TickTable]

    /// - Parameter ticksPerBeat: the usual numbers of ticks per beat.
    init(_ values: TimeValues, ticksPerBeat: [Int]) {
        self.values = values
        tables = ticksPerBeat.map { TickTable(values, ticksPerBeat: $0) }
    }

    subscript(ticksPerBeat: Int) -> TickTable {
        tables.first { $0.ticksPerBeat == ticksPerBeat } ?? TickTable(values, ticksPerBeat: ticksPerBeat)
    }
}
