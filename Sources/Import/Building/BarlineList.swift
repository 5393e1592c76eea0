import MuseMusic

/// The bar lines of a voice in order of time, at most one at each onset.
struct BarlineList {
    struct Placed {
        var barline: Barline
        let place: TextPlace
    }

    private(set) var placed: [Placed] = []

    var isEmpty: Bool { placed.isEmpty }
    var barlines: [Barline] { placed.map(\.barline) }

    /// The bar lines without those of style `none`, which only start an ending.
    var visible: [Placed] { placed.filter { $0.barline.style != .none } }

    /// Adds a bar line, or merges it with the last one if that has the same onset.
    mutating func add(_ barline: Barline, at place: TextPlace) {
        guard let k = placed.indices.last, placed[k].barline.onset == barline.onset else {
            placed.append(Placed(barline: barline, place: place))
            return
        }
        if barline.style.strength > placed[k].barline.style.strength { placed[k].barline.style = barline.style }
        if barline.endsRepeat { placed[k].barline.endsRepeat = true }
        if barline.startsRepeat { placed[k].barline.startsRepeat = true }
        if !barline.endings.isEmpty { placed[k].barline.endings = barline.endings }
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
