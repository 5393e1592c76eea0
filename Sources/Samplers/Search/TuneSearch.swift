/// How to search for tunes instead of sampling them.
package struct TuneSearch: Sendable, Equatable {
    package enum Method: Sendable, Equatable {
        /// Keeps the most probable hypotheses.
        case beam
        /// Keeps the most probable hypotheses of several groups of equal size. A token that earlier groups chose at a
        /// step costs `diversity` nats each time.
        case diverse(groups: Int, diversity: Double)
        /// Samples hypotheses without replacement.
        case stochastic
    }

    package var method: Method
    /// The number of hypotheses. A multiple of the number of groups.
    package var width: Int

    package init(_ method: Method, width: Int) {
        self.method = method
        self.width = width
    }

    var groups: Int { if case .diverse(let groups, _) = method { groups } else { 1 } }
    var diversity: Double { if case .diverse(_, let diversity) = method { diversity } else { 0 } }
}

/// A search that found too few different tunes.
package struct SearchShortfall: Error, Equatable, CustomStringConvertible {
    package let found: Int
    package let needed: Int

    package init(found: Int, needed: Int) {
        self.found = found
        self.needed = needed
    }

    package var description: String {
        "the search found \(found) different tune\(found == 1 ? "" : "s"), but the recipe needs \(needed); use a larger "
            + "width or fewer constraints"
    }
}
