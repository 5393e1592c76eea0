import MuseStorage

/// Divides what a plug-in prints into lines, and passes them on.
struct OutputLines {
    private var rest: [UInt8] = []
    private let pass: (String) -> Void
    /// A line that is longer is passed on in pieces.
    private static let lengthLimit = 4096

    init(_ pass: @escaping (String) -> Void) { self.pass = pass }

    mutating func add(_ bytes: [UInt8]) {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let limit = min(bytes.endIndex, start + Self.lengthLimit - rest.count)
            guard let end = bytes[start..<limit].firstIndex(of: 0x0A) else {
                rest += bytes[start..<limit]
                start = limit
                if rest.count == Self.lengthLimit { passRest() }
                continue
            }
            rest += bytes[start..<end]
            start = end + 1
            passRest()
        }
    }

    /// Passes on a last line that does not end in a line break.
    mutating func end() {
        if !rest.isEmpty { passRest() }
    }

    private mutating func passRest() {
        if rest.last == 0x0D { rest.removeLast() }
        pass(printable(String(decoding: rest, as: UTF8.self)))
        rest.removeAll(keepingCapacity: true)
    }
}
