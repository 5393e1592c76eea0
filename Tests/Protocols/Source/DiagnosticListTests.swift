import MuseProtocols
import Testing

@Suite struct DiagnosticListTests {
    @Test func warningsEndAtTheLimitAndErrorsAtTwiceTheLimit() {
        var list = DiagnosticList(limit: 2, about: "tune")
        for i in 0..<5 { list.add(.warning, "w\(i)", at: nil) }
        for i in 0..<3 { list.add(.error, "e\(i)", at: nil) }
        #expect(list.diagnostics.map(\.message) == ["w0", "w1", "e0", "e1"])
        #expect(list.all.map(\.message) == ["w0", "w1", "e0", "e1", "4 more messages about this tune left out"])
    }

    @Test func messagesBeyondTheLimitAreNeverBuilt() {
        var list = DiagnosticList(limit: 1, about: "file")
        var built = 0
        func message() -> String {
            built += 1
            return "odd"
        }
        for _ in 0..<10 { list.add(.warning, message(), at: nil) }
        #expect(built == 1)
        #expect(DiagnosticList(limit: 1, about: "file").all.isEmpty)
    }
}
