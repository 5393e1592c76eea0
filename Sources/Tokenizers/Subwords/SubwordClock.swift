import MuseProtocols

/// The clock of base tokens, which a token advances by all of its run.
struct SubwordClock<Base: TokenClock>: TokenClock {
    static var sizes: [Int] { Base.sizes }

    private var base: Base
    private let runs: [[TokenID]]

    init(_ base: Base, runs: [[TokenID]]) {
        self.base = base
        self.runs = runs
    }

    subscript(feature: Int) -> Int { base[feature] }
    var bar: Int? { base.bar }
    mutating func startBar() { base.startBar() }

    mutating func advance(_ token: TokenID) {
        guard runs.indices.contains(Int(token)) else { return }
        for token in runs[Int(token)] { base.advance(token) }
    }
}

extension TokenClock {
    func ofSubwords(_ runs: [[TokenID]]) -> any TokenClock { SubwordClock(self, runs: runs) }
}
