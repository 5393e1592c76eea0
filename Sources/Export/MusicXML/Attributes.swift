import MuseMusic

/// The clef of a staff.
enum Clef {
    case treble, bass, percussion

    /// Chooses the bass clef if the mean pitch is below the G below middle C.
    init(for part: Part) {
        if part.isDrums {
            self = .percussion
            return
        }
        // In floating point, because an integer sum of hostile pitches could overflow.
        let sum = part.notes.reduce(0.0) { $0 + Double($1.pitch.midi) }
        self = sum < 55 * Double(part.notes.count) ? .bass : .treble
    }
}

extension XMLWriter {
    func key(_ key: Key) {
        start("key")
        if key.accidentals.isEmpty {
            element("fifths", key.fifths)
            element("mode", key.mode.rawValue)
        } else {
            for (step, alter) in key.alterations.enumerated() where alter != 0 {
                element("key-step", self.step(Int8(step)))
                element("key-alter", alter)
            }
        }
        end()
    }

    func time(_ meter: Meter) {
        start("time")
        if meter.isFree {
            empty("senza-misura")
        } else {
            switch meter.symbol {
            case .numeric: break
            case .common: attribute("symbol", "common")
            case .cut: attribute("symbol", "cut")
            }
            element("beats", meter.groups.map(String.init).joined(separator: "+"))
            element("beat-type", meter.unit)
        }
        end()
    }

    /// - Parameter staff: the number of the staff, if there are several.
    func clef(_ clef: Clef, staff: Int? = nil) {
        start("clef")
        if let staff { attribute("number", staff) }
        switch clef {
        case .treble:
            element("sign", "G")
            element("line", "2")
        case .bass:
            element("sign", "F")
            element("line", "4")
        case .percussion: element("sign", "percussion")
        }
        end()
    }

    func leftBarline(_ edge: Measure.Edge) {
        guard edge.startsRepeat || edge.isInitial || !edge.endings.isEmpty else { return }
        start("barline")
        attribute("location", "left")
        if edge.startsRepeat || edge.isInitial { element("bar-style", "heavy-light") }
        if !edge.endings.isEmpty { ending(edge.endings, "start") }
        if edge.startsRepeat { repeatSign("forward") }
        end()
    }

    func rightBarline(_ edge: Measure.Edge) {
        let style: StaticString? =
            switch edge.style {
            // The next measure shows its own sign instead.
            case .double: edge.startsRepeat ? nil : "light-light"
            case .final: "light-heavy"
            case .dotted: "dotted"
            case .invisible: "none"
            case .single, .initial, .none: nil
            }
        guard edge.endsRepeat || style != nil || !edge.stopped.isEmpty else { return }
        start("barline")
        attribute("location", "right")
        if edge.endsRepeat {
            element("bar-style", "light-heavy")
        } else if let style {
            element("bar-style", style)
        }
        if !edge.stopped.isEmpty { ending(edge.stopped, edge.isDiscontinued ? "discontinue" : "stop") }
        if edge.endsRepeat { repeatSign("backward") }
        end()
    }

    private func ending(_ numbers: [Int], _ type: StaticString) {
        start("ending")
        attribute("number", numbers.map(String.init).joined(separator: ", "))
        attribute("type", type)
        end()
    }

    private func repeatSign(_ direction: StaticString) {
        start("repeat")
        attribute("direction", direction)
        end()
    }
}
