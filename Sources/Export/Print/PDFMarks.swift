import MuseMusic

/// The title and the outline of a PDF file, as commands for Ghostscript.
///
/// Source: pdfmark Reference, Adobe 2005, sections 3.2 (outline) and 6 (document information).
enum PDFMarks {
    static func information(title: String, subject: String?) -> String {
        let subject = subject.map { " /Subject \(hex($0))" } ?? ""
        return "%!PS\n[ /Title \(hex(title))\(subject) /Creator (muse) /DOCINFO pdfmark\n"
    }

    /// - Parameter items: titles with their pages, counted from 1.
    static func outline(_ items: [(title: String, page: Int)]) -> String {
        "%!PS\n"
            + items.map { "[ /Page \($0.page) /View [/XYZ null null null] /Title \(hex($0.title)) /OUT pdfmark\n" }
            .joined()
    }

    /// Text in UTF-16, which PDF tells by its byte order mark.
    private static func hex(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        let units = [0xFEFF] + text.utf16.prefix(10_000)
        return "<" + units.flatMap { unit in [12, 8, 4, 0].map { digits[Int(unit >> $0) & 15] } } + ">"
    }
}
