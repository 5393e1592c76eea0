import MuseMusic

extension Part {
    /// The clef at the start: the declared one, or else the bass clef if the mean pitch is below the G below middle C.
    var firstClef: Clef {
        if let clef = clefs.value(at: 0) { return clef }
        if isDrums { return .percussion }
        // In floating point, because an integer sum of hostile pitches could overflow.
        let sum = notes.reduce(0.0) { $0 + Double($1.pitch.midi) }
        return sum < 55 * Double(notes.count) ? .bass : .treble
    }
}

extension XMLWriter {
    func key(_ key: Key) {
        start("key")
        if key.pipes == .unsigned { attribute("print-object", "no") }
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
        element("sign", clef.sign.rawValue)
        if ![.percussion, .none].contains(clef.sign) { element("line", clef.line) }
        if clef.octaveShift != 0 { element("clef-octave-change", clef.octaveShift) }
        end()
    }

    func leftBarline(_ edge: Measure.Edge) {
        defer {
            // A segno marks the measure after its bar line, all other signs the one before.
            directions(of: edge.decorations.filter { $0 == "segno" })
        }
        guard edge.startsRepeat || edge.isInitial || !edge.endings.isEmpty else { return }
        start("barline")
        attribute("location", "left")
        if edge.startsRepeat || edge.isInitial { element("bar-style", "heavy-light") }
        if !edge.endings.isEmpty { ending(edge.endings, "start") }
        if edge.startsRepeat { repeatSign("forward") }
        end()
    }

    func rightBarline(_ edge: Measure.Edge) {
        directions(of: edge.decorations.filter { $0 != "segno" })
        // A bar line has no other notations than the fermata.
        for name in edge.decorations where name != "fermata" && Decoration(name).isNotation {
            direction { directionType("words", name) }
        }
        let style: StaticString? =
            switch edge.style {
            // The next measure shows its own sign instead.
            case .double: edge.startsRepeat ? nil : "light-light"
            case .final: "light-heavy"
            case .dotted: "dotted"
            case .invisible: "none"
            case .single, .initial, .none: nil
            }
        let fermata = edge.decorations.contains("fermata")
        guard edge.endsRepeat || style != nil || fermata || !edge.stopped.isEmpty else { return }
        start("barline")
        attribute("location", "right")
        if edge.endsRepeat {
            element("bar-style", "light-heavy")
        } else if let style {
            element("bar-style", style)
        }
        if fermata { empty("fermata") }
        if !edge.stopped.isEmpty { ending(edge.stopped, edge.isDiscontinued ? "discontinue" : "stop") }
        if edge.endsRepeat { repeatSign("backward", times: edge.playCount) }
        end()
    }

    private func ending(_ numbers: [Int], _ type: StaticString) {
        start("ending")
        attribute("number", numbers.map(String.init).joined(separator: ", "))
        attribute("type", type)
        end()
    }

    private func repeatSign(_ direction: StaticString, times: Int = 2) {
        start("repeat")
        attribute("direction", direction)
        if times > 2 { attribute("times", times) }
        end()
    }
}
