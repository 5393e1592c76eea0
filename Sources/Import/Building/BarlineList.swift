import MuseMusic

/// The bar lines of a voice in order of time, at most one at each onset.
struct BarlineList {
    struct Placed {
        var barline: Barline
        let place: TextPlace
        /// The place of the last sign at this onset: of `|:` after a `:|` in the line before.
        var lastPlace: TextPlace
    }

    private(set) var placed: [Placed] = []
    /// How often the section that is open is played, as the bar line at its start says.
    private var openPlayCount = 2

    var isEmpty: Bool { placed.isEmpty }
    var barlines: [Barline] { placed.map(\.barline) }

    /// The bar lines without those of style `none`, which only start an ending.
    var visible: [Placed] { placed.filter { $0.barline.style != .none } }

    /// Adds a bar line, or merges it with the last one if that has the same onset.
    ///
    /// - Parameter nextPlayCount: how often the section that starts here is played.
    mutating func add(_ barline: Barline, nextPlayCount: Int = 2, at place: TextPlace) {
        var barline = barline
        if barline.endsRepeat {
            barline.playCount = max(barline.playCount, openPlayCount)
            openPlayCount = 2
        }
        if barline.startsRepeat { openPlayCount = nextPlayCount }
        guard let k = placed.indices.last, placed[k].barline.onset == barline.onset else {
            placed.append(Placed(barline: barline, place: place, lastPlace: place))
            return
        }
        if barline.style.strength > placed[k].barline.style.strength { placed[k].barline.style = barline.style }
        if barline.endsRepeat {
            placed[k].barline.endsRepeat = true
            placed[k].barline.playCount = barline.playCount
        }
        if barline.startsRepeat { placed[k].barline.startsRepeat = true }
        if !barline.endings.isEmpty { placed[k].barline.endings = barline.endings }
        placed[k].lastPlace = place
        decorateLast(barline.decorations)
    }

    /// Adds the decorations that another voice has on the same bar lines.
    mutating func takeDecorations(of other: BarlineList) {
        var k = placed.startIndex
        for line in other.placed where !line.barline.decorations.isEmpty {
            while k < placed.endIndex, placed[k].barline.onset < line.barline.onset { k += 1 }
            guard k < placed.endIndex, placed[k].barline.onset == line.barline.onset else { continue }
            placed[k].barline.add(decorations: line.barline.decorations)
        }
    }

    /// Adds decorations to the last bar line.
    mutating func decorateLast(_ names: [String]) {
        guard let k = placed.indices.last else { return }
        placed[k].barline.add(decorations: names)
    }
}

extension Barline.Style {
    /// The precedence of a style: the stronger of two styles at one onset is kept.
    fileprivate var strength: Int {
        switch self {
        case .none: 0
        case .invisible: 1
        case .dotted: 2
        case .single: 3
        case .double: 4
        case .initial: 5
        case .final: 6
        }
    }
}
