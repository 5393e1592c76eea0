/// Returns `text` with control characters replaced, so that each character takes one column and none can control the
/// terminal.
package func printable(_ text: String) -> String {
    String(
        text.map { character in
            if character == "\t" { return " " }
            let isControl = character.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
            return isControl ? "?" : character
        })
}
