import MuseProtocols

/// Numbers tokens by their runs of base tokens: a run that arises from different pairs is the same token.
struct RunIndex {
    private(set) var runs: [[TokenID]]
    private var numbers: [[TokenID]: TokenID]

    var count: Int { runs.count }

    init(baseCount: Int) {
        runs = (0..<TokenID(baseCount)).map { [$0] }
        numbers = [:]
    }

    func length(_ token: TokenID) -> Int { runs[Int(token)].count }

    /// The token of two tokens' runs together; a new one if there was none.
    mutating func join(_ first: TokenID, _ second: TokenID) -> TokenID {
        add(runs[Int(first)] + runs[Int(second)])
    }

    /// The token of a run of several base tokens; a new one if there was none.
    mutating func add(_ run: [TokenID]) -> TokenID {
        if let number = numbers[run] { return number }
        let number = TokenID(runs.count)
        numbers[run] = number
        runs.append(run)
        return number
    }
}
