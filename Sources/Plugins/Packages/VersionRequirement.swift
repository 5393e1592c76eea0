package import MuseProtocols

/// A range of versions: `>=3.10`, or `>=3.10, <4` for both.
package struct VersionRequirement: SettingValue, Sendable, Equatable {
    private enum Comparison: String, CaseIterable {
        // The longer symbols first, because the shorter ones are their beginnings.
        case atLeast = ">="
        case atMost = "<="
        case equal = "=="
        case above = ">"
        case below = "<"
    }

    private struct Bound: Equatable {
        let comparison: Comparison
        let version: [Int]
    }

    package let settingText: String
    private let bounds: [Bound]

    package static var kind: SettingKind {
        .notation("versions compared with >=, >, ==, < or <=", example: ">=3.10")
    }

    package init?(node: Node) {
        guard let text = node.text else { return nil }
        self.init(text)
    }

    /// nil if the text is not a list of comparisons with versions.
    package init?(_ text: String) {
        var bounds: [Bound] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.filter { $0 != " " }
            guard let comparison = Comparison.allCases.first(where: { part.hasPrefix($0.rawValue) }),
                let version = Self.numbers(part.dropFirst(comparison.rawValue.count))
            else { return nil }
            bounds.append(Bound(comparison: comparison, version: version))
        }
        self.bounds = bounds
        settingText = text
    }

    /// Whether a version, such as `3.11.7`, is in the range. A missing number counts as 0: 3.10 equals 3.10.0.
    /// Everything after the numbers, such as `rc1` or `.dev0`, is ignored.
    package func includes(_ version: String) -> Bool {
        var start = version.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        // The dot in 3.14.dev0 belongs to the suffix.
        if start.hasSuffix(".") { start.removeLast() }
        guard let version = Self.numbers(start) else { return false }
        return bounds.allSatisfy { bound in
            let order = Self.compare(version, bound.version)
            return switch bound.comparison {
            case .atLeast: order >= 0
            case .atMost: order <= 0
            case .equal: order == 0
            case .above: order > 0
            case .below: order < 0
            }
        }
    }

    private static func numbers(_ text: some StringProtocol) -> [Int]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy { $0.isASCII && $0.isNumber } ? Int($0) : nil }
        return numbers.count == parts.count ? numbers : nil
    }

    /// Negative if `a` is the lower version, positive if it is the higher one.
    private static func compare(_ a: [Int], _ b: [Int]) -> Int {
        for i in 0..<max(a.count, b.count) {
            let (left, right) = (i < a.count ? a[i] : 0, i < b.count ? b[i] : 0)
            if left != right { return left < right ? -1 : 1 }
        }
        return 0
    }
}
