import MuseProtocols

/// Which tokens can follow one another in encoded tunes: those whose runs together are divided into them.
///
/// Neighbours within an encoded word are always such a pair, because of a best path each part is a best path. With byte
/// pair encoding, a word of such pairs is always an encoded one: Vieira et al., "Language Models over Canonical
/// Byte-Pair Encodings", ICML 2025, https://arxiv.org/abs/2506.07956.
final class CanonicalPairs: Sendable {
    private let model: any SubwordModel
    /// Whether each token is what its run is divided into.
    let isWhole: [Bool]
    private let rows: [Once<[Bool]>]

    init(_ model: any SubwordModel) {
        self.model = model
        let runs = model.runs
        let isWhole = runs.indices.map { model.tokens(of: runs[$0]) == [TokenID($0)] }
        self.isWhole = isWhole
        rows = runs.indices.map { first in
            Once {
                runs.indices.map { second in
                    isWhole[second]
                        && model.tokens(of: runs[first] + runs[second]) == [TokenID(first), TokenID(second)]
                }
            }
        }
    }

    /// Whether each token can follow a token in the same word.
    func row(after token: TokenID) -> [Bool] {
        guard let row = try? rows[Int(token)].get() else { preconditionFailure("no row for token \(token)") }
        return row
    }
}
