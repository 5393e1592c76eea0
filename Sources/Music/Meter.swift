/// A time signature: groups of beats over a beat unit, or free time.
public struct Meter: Hashable, Sendable {
    public enum Symbol: Sendable { case numeric, common, cut }

    /// The numerator's groups: `[6]` in 6/8, `[2, 3]` in 2+3/8; empty in free time.
    public var groups: [Int]
    /// The denominator: 8 in 6/8. Ignored in free time.
    public var unit: Int
    public var symbol: Symbol

    public init(_ groups: [Int], over unit: Int, symbol: Symbol = .numeric) {
        self.groups = groups
        self.unit = unit
        self.symbol = symbol
    }

    public init(_ beats: Int, _ unit: Int) { self.init([beats], over: unit) }

    public static let common = Meter([4], over: 4, symbol: .common)
    public static let cut = Meter([2], over: 2, symbol: .cut)
    /// No bars of fixed length.
    public static let free = Meter([], over: 4)

    public var isFree: Bool { groups.isEmpty }
    public var beats: Int { groups.reduce(0, +) }

    /// Whether a beat has three units: in 6/8, 9/8 and 12/8, but not in 3/8.
    public var isCompound: Bool { groups.count == 1 && unit >= 8 && beats > 3 && beats % 3 == 0 }

    /// Returns the length of a bar; nil in free time.
    public func barTicks(_ ticksPerQuarter: Int) -> Int? { isFree ? nil : beats * 4 * ticksPerQuarter / unit }

    /// Returns the length of the beat: a dotted quarter in 6/8, a quarter in 4/4, a half in 2/2.
    public func beatTicks(_ ticksPerQuarter: Int) -> Int {
        4 * ticksPerQuarter / unit * (isCompound ? 3 : 1)
    }

    /// Returns the starts of the beats of a bar in ticks; in an additive meter, the groups are the beats. Empty in free
    /// time.
    package func beatStarts(_ ticksPerQuarter: Int) -> [Int] {
        let unit = 4 * ticksPerQuarter / unit
        if groups.count > 1 { return groups.indices.map { groups[..<$0].reduce(0, +) * unit } }
        return Array(stride(from: 0, to: beats * unit, by: max(1, beatTicks(ticksPerQuarter))))
    }

    public static func == (a: Self, b: Self) -> Bool { a.groups == b.groups && (a.isFree || a.unit == b.unit) }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(groups)
        if !isFree { hasher.combine(unit) }
    }
}

extension Meter: CustomStringConvertible {
    /// `6/8`, `2+3/8`, `none`; C and C| are written as numbers.
    public var description: String {
        isFree ? "none" : "\(groups.map(String.init).joined(separator: "+"))/\(unit)"
    }
}

extension Meter {
    /// Parses `6/8`, `C`, `C|`, `2+3/8`, `(2+3)/8` or `none`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let text = String(text.filter { $0 != " " && $0 != "(" && $0 != ")" })
        switch text {
        case "C": self = .common
        case "C|": self = .cut
        case "none": self = .free
        default:
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, let unit = Int(parts[1]), (1...128).contains(unit), unit & (unit - 1) == 0 else {
                return nil
            }
            let groups = parts[0].split(separator: "+", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            guard groups.allSatisfy({ (1...128).contains($0) }), groups.count <= 16 else { return nil }
            self.init(groups, over: unit)
        }
    }
}
