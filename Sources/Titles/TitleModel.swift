import MuseProtocols

/// The frames and phrases of a collection of titles.
struct TitleModel: Sendable {
    /// The links around a phrase; nil at an end of the title.
    private struct Place: Hashable {
        let before: String?
        let after: String?
    }

    private enum Part: Equatable {
        /// Short words between phrases: `of the`, or the `'s` of a possessive.
        case link(String)
        case phrase(String)
    }

    /// The links of titles, nil for each phrase; a frame occurs as often as in the collection.
    private let frames: [[String?]]
    private let phrases: [Place: [String]]

    /// Frames that occur less often are no pattern of titles.
    private static let fewest = 3
    private static let longest = 6

    init(_ titles: [String]) {
        var frames: [[String?]] = []
        var counts: [[String?]: Int] = [:]
        var phrases: [Place: [String]] = [:]
        for title in titles {
            let words = title.split(separator: " ").map(String.init)
            guard Self.isUsual(words) else { continue }
            let parts = Self.parts(words)
            let frame = parts.map { part -> String? in if case .link(let text) = part { text.lowercased() } else { nil }
            }
            guard frame.count(where: { $0 == nil }) > 1 else { continue }
            frames.append(frame)
            counts[frame, default: 0] += 1
            for (i, part) in parts.enumerated() {
                if case .phrase(let text) = part { phrases[Self.place(i, in: frame), default: []].append(text) }
            }
        }
        self.frames = frames.filter { counts[$0, default: 0] >= Self.fewest }
        self.phrases = phrases
    }

    /// Makes a title, which may be an existing one.
    func title(random: inout RandomSource) -> String {
        while true {
            let frame = frames[random.below(frames.count)]
            var title = ""
            var used: Set<String> = []
            for (i, link) in frame.enumerated() {
                let text: String
                if let link {
                    text = link
                } else {
                    let choices = phrases[Self.place(i, in: frame)] ?? []
                    text = choices[random.below(choices.count)]
                    used.insert(text)
                }
                title += title.isEmpty || link == Self.possessive ? text : " \(text)"
            }
            let words = title.split(separator: " ")
            guard words.count <= Self.longest, used.count == frame.count(where: { $0 == nil }) else { continue }
            return title.prefix(1).uppercased() + title.dropFirst()
        }
    }

    private static func place(_ i: Int, in frame: [String?]) -> Place {
        Place(before: i > 0 ? frame[i - 1] : nil, after: i + 1 < frame.count ? frame[i + 1] : nil)
    }

    private static func parts(_ words: [String]) -> [Part] {
        var parts: [Part] = []
        for word in words {
            if links.contains(word.lowercased()) {
                if case .link(let text) = parts.last, text != possessive {
                    parts[parts.count - 1] = .link("\(text) \(word)")
                } else {
                    parts.append(.link(word))
                }
                continue
            }
            let isPossessive = word.hasSuffix(possessive)
            let name = isPossessive ? String(word.dropLast(possessive.count)) : word
            if case .phrase(let text) = parts.last {
                parts[parts.count - 1] = .phrase("\(text) \(name)")
            } else {
                parts.append(.phrase(name))
            }
            if isPossessive { parts.append(.link(possessive)) }
        }
        return parts
    }

    private static let possessive = "'s"
    private static let links: Set<String> = [
        "the", "a", "an", "of", "and", "in", "to", "on", "for", "with", "at", "from", "by", "o'", "over", "or",
    ]

    /// Whether the words of a title can be recombined: without punctuation and numbers, names of dances, which would
    /// not fit other tunes, and pronouns, whose sentences do not.
    private static func isUsual(_ words: [String]) -> Bool {
        (2...longest).contains(words.count)
            && words.allSatisfy { word in
                word.allSatisfy { $0.isLetter || "'-".contains($0) } && !word.hasPrefix("'")
                    && !excluded.contains(word.lowercased())
                    && !excluded.contains(String(word.lowercased().dropLast(2)))
            }
    }

    private static let excluded: Set<String> = [
        "reel", "reels", "jig", "jigs", "hornpipe", "hornpipes", "march", "marches", "waltz", "minuet", "strathspey",
        "step", "quickstep", "clog", "polka", "air", "slide", "fling", "cotillion", "set", "dance", "medley", "lament",
        "song", "lullaby", "highland", "planxty", "rondo", "allemande", "gavotte", "quadrille", "schottische",
        "version",
        "setting", "no", "part", "trio", "galop", "tune", "tunes",
        "i", "me", "my", "you", "your", "he", "him", "his", "she", "her", "it", "its", "we", "us", "our", "they",
        "them",
        "thou", "thee", "thy", "oh", "what", "who", "when", "if", "is", "are", "was", "were",
    ]
}
