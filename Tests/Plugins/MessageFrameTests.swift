import MusePlugins
import Testing

@Suite struct MessageFrameTests {
    private func messages(_ text: String) throws -> (messages: [String], rest: Int) {
        var bytes = Array(text.utf8)
        var messages: [String] = []
        while let message = try MessageFrame.next(in: &bytes) {
            messages.append(String(decoding: message, as: UTF8.self))
        }
        return (messages, bytes.count)
    }

    @Test func whatIsFramedComesBack() throws {
        let texts = ["{}", "", String(repeating: "ä", count: 5000)]
        let stream = texts.map { String(decoding: MessageFrame.framed(Array($0.utf8)), as: UTF8.self) }.joined()
        let read = try messages(stream)
        #expect(read.messages == texts && read.rest == 0)
    }

    @Test(
        arguments: [
            ("Content-Length: 2\r\n\r\n{}", ["{}"], 0),
            ("content-length:2\n\n{}", ["{}"], 0),
            ("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}Content-Len", ["{}"], 11),
            ("Content-Length: 3\r\n\r\n{}", [], 23),
            ("Content-Len", [], 11), ("", [], 0),
        ] as [(String, [String], Int)])
    func framesAreReadAsTheyCome(stream: String, expected: [String], rest: Int) throws {
        let read = try messages(stream)
        #expect(read.messages == expected && read.rest == rest)
    }

    @Test(
        arguments: [
            "Hello, world\n", "{\"jsonrpc\": \"2.0\"}", "Content-Length: two\r\n\r\n{}", "Content-Type: x\r\n\r\n{}",
            "Content-Length: -2\r\n\r\n{}", "Content-Length: 99999999999999999999\r\n\r\n{}", "\r\n\r\n",
            "Hello\nContent-Length: 2\r\n\r\n{}",
            String(repeating: "a: b\r\n", count: 2000),
        ])
    func whatIsNoMessageIsSaidSo(stream: String) {
        #expect(throws: MessageFrame.Mistake.self) { try messages(stream) }
    }
}
