import MuseExport

/// The text of an SVG drawing.
package struct SVG {
    package private(set) var text = ""

    /// Adds an element.
    ///
    /// - Parameters:
    ///   - attributes: written in order.
    ///   - content: its text; nil for an empty element.
    package mutating func add(_ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String? = nil) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(htmlText(value))\"" }
        text += content.map { ">\(htmlText($0))</\(name)>" } ?? "/>"
    }

    mutating func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
        add("line", ["class": kind, "x1": px(x1), "y1": px(y1), "x2": px(x2), "y2": px(y2)])
    }

    /// - Parameter anchor: `start`, `middle` or `end`: the part of the text that is at `x`.
    mutating func label(_ text: String, _ x: Double, _ y: Double, anchor: String = "start", kind: String = "label") {
        add("text", ["class": kind, "x": px(x), "y": px(y), "text-anchor": anchor], text)
    }

    /// A line through points.
    mutating func path(_ kind: String, _ points: [(x: Double, y: Double)], isClosed: Bool = false) {
        let parts = points.enumerated().map { "\($0 == 0 ? "M" : "L")\(px($1.x)) \(px($1.y))" }
        add("path", ["class": kind, "d": parts.joined() + (isClosed ? "Z" : "")])
    }

    mutating func rectangle(_ kind: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        add("rect", ["class": kind, "x": px(x), "y": px(y), "width": px(width), "height": px(height)])
    }

    /// The approximate width of a text in the charts' font, in pixels.
    static func width(of text: String) -> Double { 6.4 * Double(text.count) }
}

/// A length in pixels, to a tenth: `12`, `3.5`.
package func px(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
}
