/// A length of time as a fraction of a whole note: 1/8 is an eighth.
public struct NoteFraction: Hashable, Sendable {
    public let numerator: Int
    public let denominator: Int

    /// - Precondition: the numerator is at least 0, the denominator at least 1.
    public init(_ numerator: Int, _ denominator: Int) {
        precondition(numerator >= 0 && denominator > 0, "\(numerator)/\(denominator)")
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Parses `1/8`, `3/4` or `0`; nil for anything else, for numerators above 256 and denominators above 192.
    public init?(_ text: some StringProtocol) {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard (1...2).contains(numbers.count), (0...256).contains(numbers[0]),
            case let denominator = numbers.count == 2 ? numbers[1] : 1, (1...192).contains(denominator)
        else { return nil }
        self.init(numbers[0], denominator)
    }

    /// Whether it can be the length of a pickup: a multiple of 1/16.
    package var isPickup: Bool { 16 * numerator % denominator == 0 }

    /// Whether it can be the shortest note of a grid: 1/4, 1/8 … 1/64 or 1/6, 1/12 … 1/96.
    package var isGrid: Bool { numerator == 1 && [4, 6, 8, 12, 16, 24, 32, 48, 64, 96].contains(denominator) }

    /// The length in ticks, rounded down.
    public func ticks(_ ticksPerQuarter: Int) -> Int { 4 * ticksPerQuarter * numerator / denominator }
}

extension NoteFraction: CustomStringConvertible {
    public var description: String { "\(numerator)/\(denominator)" }
}
