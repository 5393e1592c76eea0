import MuseProtocols
import MuseStorage

/// A step of samplers or generators as a person reads it: `2 rows of 118: 14+1 15+1`, tokens known before and new.
struct StepText {
    private let size: Int
    private let tokens: [(known: Int, new: Int)]
    private static let limit = 8

    init(_ request: StepRequest) {
        self.init(size: request.size, tokens: request.rows.map { ($0.start, $0.tokens.count) })
    }

    private init(size: Int, tokens: [(known: Int, new: Int)]) {
        self.size = size
        self.tokens = tokens
    }

    /// nil for the parameters of other requests, and for a step whose scores are in the message.
    init?(_ parameters: JSON) {
        guard parameters["scores"] == nil else { return nil }
        if let words = parameters["step"]?.stringValue.flatMap(Base64.words) {
            self.init(words.withUnsafeBufferPointer { StepRequest($0) })
            return
        }
        guard let size = parameters["size"]?.intValue, case .array(let rows)? = parameters["rows"] else { return nil }
        self.init(
            size: size,
            tokens: rows.compactMap { row in
                guard case .array(let parts) = row, parts.count >= 3, let known = parts[1].intValue,
                    case .array(let new) = parts[2]
                else { return nil }
                return (known, new.count)
            })
    }

    var rows: String {
        "\(tokens.count) \(tokens.count == 1 ? "row" : "rows") of \(size): tokens "
            + Self.list(tokens.map { "\($0.known)+\($0.new)" })
    }

    /// The best token of each row with its score: `best 12 (-0.31) 7 (-1.5)`.
    func best(_ scores: UnsafeBufferPointer<Float>) -> String {
        guard size > 0, tokens.count * size <= scores.count else { return "no scores" }
        let best = tokens.indices.prefix(Self.limit + 1).map { row in
            let part = scores[row * size..<(row + 1) * size]
            let token = part.indices.max { part[$0] < part[$1] } ?? part.startIndex
            return "\(token - row * size) (\(ShortJSON.number(Double(part[token]))))"
        }
        return "best " + Self.list(best)
    }

    private static func list(_ items: [String]) -> String {
        items.prefix(limit).joined(separator: " ") + (items.count > limit ? " …" : "")
    }
}
