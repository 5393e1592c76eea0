import MuseProtocols
import MuseRecipe
import Testing

/// Reading and writing YAML.
@Suite struct YAMLTests {
    private func read(_ text: String) throws -> Node? {
        try YAMLReader.read(SourceFile(name: "text", text: text))
    }

    @Test func everyValueKnowsItsPlace() throws {
        let root = try read("a: 1\nb:\n  - 'x'\n  - {c: \"y\\n\"}\nä: [é, ü]\n")
        func place(_ node: Node?) -> [Int] { node.map { [$0.mark.line, $0.mark.column] } ?? [] }
        #expect(place(root) == [1, 1])
        #expect(place(root?["a"]) == [1, 4])
        #expect(place(root?["b"]) == [3, 3])
        #expect(place(root?["b"]?.items?[0]) == [3, 5])
        #expect(place(root?["b"]?.items?[1]["c"]) == [4, 9])
        #expect(root?.entry("ä")?.keyMark.line == 5)
        #expect(place(root?["ä"]?.items?[1]) == [5, 8])
        #expect(root?["b"]?.items?[1]["c"]?.text == "y\n")
    }

    /// Columns count characters as an editor shows them: `e` with a combining accent is one.
    @Test func columnsCountWhatIsSeen() throws {
        let root = try read("{cafe\u{301}: 1, 👩🏽‍🌾: 2, x: 3}")
        #expect(root?["x"]?.mark.column == 20)
    }

    @Test func quotedTextIsTextWhateverItLooksLike() throws {
        let root = try read("- 5\n- '5'\n- \"true\"\n- true\n- ~\n- '~'\n- |-\n  7\n")
        #expect(root?.items?.map { $0.isNull } == [false, false, false, false, true, false, false])
        #expect(root?.items?.map { Int(node: $0) } == [5, nil, nil, nil, nil, nil, nil])
        #expect(root?.items?.map { Bool(node: $0) } == [nil, nil, nil, true, nil, nil, nil])
    }

    @Test func whatIsWrittenReadsBackAsItWas() throws {
        let texts = [
            "plain", "two words", "6/8", "C|", "a: b", "a #b", "#a", "- a", "-1", "[a", "a]", "{n}", "jig-{n}.mid",
            "'", "\"", "\\", "a\nb", "a\tb", " a", "a ", "", "~", "null", "true", "no", "1.0", ".5", "1e3", "0x1F",
            ".inf", "<<", "?", "!x", "&x", "*x", "%x", "@x", "`x", "|", ">", "=", "é", "👩🏽‍🌾", "---", "...", "a:", ":a",
            ",",
        ]
        for text in texts {
            let node = Node(.scalar(text, isPlain: false), at: mark)
            let map = Node(.map([Node.Entry(key: text, keyMark: mark, value: node)]), at: mark)
            let list = Node(.list([node, node, Node(.list([map]), at: mark)]), at: mark)
            let root = Node(
                .map(
                    [Node.Entry(key: "k", keyMark: mark, value: list)] + [
                        Node.Entry(key: "m", keyMark: mark, value: map)
                    ]), at: mark)
            let back = try read(YAMLWriter.text(root))
            #expect(back?["m"]?.entries?.map(\.key) == [text], "\(YAMLWriter.text(root))")
            #expect(back?["m"]?[text].flatMap { String(node: $0) } == text, "\(YAMLWriter.text(root))")
            #expect(back?["k"]?.items?[1].text == text)
            #expect(back?["k"]?.items?[2].items?[0][text]?.text == text)
            #expect(back.map { YAMLWriter.line($0) } == YAMLWriter.line(root))
        }
    }

    private let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)

    @Test func emptyListsAndMappingsAreWritten() throws {
        let root = try read("a: []\nb: {}\nc: [[1, [2]], []]\nd: [{}, {e: [{f: 1}]}]\n")
        let text = root.map { YAMLWriter.text($0) }
        #expect(text == "a: []\nb: {}\nc: [[1, [2]], []]\nd:\n  - {}\n  - e:\n      - f: 1\n")
    }
}
