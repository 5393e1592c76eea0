import MuseNeural
import MuseProtocols

/// How the rows of a batch of sheets lie: sheet behind sheet, all of one length.
struct SheetShape: Sendable {
    /// Of each sheet, what its tune says first.
    let conditions: [[TokenID]]
    let bars: Int
    let stepsPerBar: Int

    /// Nets see a bar as so many parts at their coarse level, whatever its meter.
    static let partsOfBar = 4
    /// Places in a bar that are told apart: all that meters of twelfths and sixteenths have.
    static let places = 48

    var count: Int { conditions.count }
    /// Of a sheet.
    var steps: Int { bars * stepsPerBar }
    /// Of a sheet, at the coarse level.
    var parts: Int { bars * Self.partsOfBar }

    /// Of each step of each sheet, the row of its part.
    var partOfStep: [Int32] {
        forEachStep { sheet, bar, place in
            Int32((sheet * bars + bar) * Self.partsOfBar + place * Self.partsOfBar / stepsPerBar)
        }
    }

    /// Of each step of each sheet, where in its bar it stands.
    var placeOfStep: [Int32] { forEachStep { _, _, place in Int32(place * Self.places / stepsPerBar) } }

    /// Of each part of each sheet, its sheet.
    var sheetOfPart: [Int32] { (0..<count * parts).map { Int32($0 / parts) } }

    /// All conditions one behind the other, and whose they are.
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
    /// As a matrix of 0 and 1, row by row.
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
