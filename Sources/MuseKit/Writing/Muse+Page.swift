import MuseExport
public import MuseMusic

extension Muse {
    /// Returns a web page in one file that shows and plays tunes: staff notation, piano roll, ABC, and files to
    /// download. It fetches nothing. Staff notation needs the program abcm2ps; without it the page says so.
    ///
    /// - Parameter subtitle: where the tunes come from, one line.
    /// - Throws: `ExportError` if a score cannot be written as MIDI; `FileError`.
    public func page(of scores: [Score], title: String, subtitle: String = "") throws -> [UInt8] {
        try WebPage(title: title, subtitle: subtitle, scores.map { PageTune($0) }).html()
    }
}
