import MuseNeural
import MuseProtocols

/// The layout of a batch of sheets of equal length. The rows of each sheet are contiguous.
struct SheetShape: Sendable {
    /// The condition tokens of each sheet.
    let conditions: [[TokenID]]
    let bars: Int
    let stepsPerBar: Int

    /// The number of parts of a bar at the coarse resolution of the networks, in every meter.
    static let partsOfBar = 4
    /// The number of distinct positions in a bar: the least common multiple of 12 and 16 steps.
    static let places = 48

    var count: Int { conditions.count }
    /// The number of steps of a sheet.
    var steps: Int { bars * stepsPerBar }
    /// The number of parts of a sheet at the coarse resolution.
    var parts: Int { bars * Self.partsOfBar }

    /// The row of the part that contains each step of each sheet.
    var partOfStep: [Int32] {
        forEachStep { sheet, bar, place in
            Int32((sheet * bars + bar) * Self.partsOfBar + place * Self.partsOfBar / stepsPerBar)
        }
    }

    /// The position in the bar of each step of each sheet.
    var placeOfStep: [Int32] { forEachStep { _, _, place in Int32(place * Self.places / stepsPerBar) } }

    /// The sheet of each part.
    var sheetOfPart: [Int32] { (0..<count * parts).map { Int32($0 / parts) } }

    /// The concatenated conditions of all sheets, and the sheet of each.
    var allConditions: (tokens: [Int32], sheets: [Int32]) {
        let pairs = conditions.enumerated().flatMap { sheet, tokens in tokens.map { ($0, Int32(sheet)) } }
        return (pairs.map(\.0), pairs.map(\.1))
    }

    private func forEachStep(_ value: (_ sheet: Int, _ bar: Int, _ place: Int) -> Int32) -> [Int32] {
        (0..<count).flatMap { sheet in
            (0..<bars).flatMap { bar in (0..<stepsPerBar).map { value(sheet, bar, $0) } }
        }
    }
}

extension Sheet {
    /// Returns the sheets as a row-major matrix of 0 and 1.
    static func values(_ sheets: [Sheet], cells: Int) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(sheets.reduce(0) { $0 + $1.steps.count } * cells)
        for step in sheets.lazy.flatMap(\.steps) {
            let start = result.count
            result.append(contentsOf: repeatElement(0, count: cells))
            for cell in step { result[start + cell] = 1 }
        }
        return result
    }
}
