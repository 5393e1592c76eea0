import MuseStorage
import Testing

@Suite struct CSVReaderTests {
    private func records(_ text: String) throws -> [[String]] {
        var reader = CSVReader(Array(text.utf8))
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record.map(\.text)) }
        return records
    }

    private func mistake(_ text: String) -> CSVReader.Mistake? {
        do {
            _ = try records(text)
            return nil
        } catch {
            return error as? CSVReader.Mistake
        }
    }

    @Test func fieldsMayBeQuotedAndEmpty() throws {
        #expect(try records("a,\"b, c\",\r\n\"say \"\"no\"\"\",,d") == [["a", "b, c", ""], ["say \"no\"", "", "d"]])
    }

    @Test func quotedFieldsMayHaveLines() throws {
        #expect(try records("1,\"A|\r\nB|\",x\n2,y,z\n") == [["1", "A|\r\nB|", "x"], ["2", "y", "z"]])
    }

    @Test func lineEndsOfAllKindsAndEmptyLinesAreRead() throws {
        #expect(try records("\u{FEFF}a\r\rb\n\n\r\nc") == [["a"], ["b"], ["c"]])
        #expect(try records("") == [])
    }

    @Test func aQuotationMarkInsideAFieldIsText() throws {
        #expect(try records("7\" single,x") == [["7\" single", "x"]])
    }

    @Test func offsetsAreThoseOfTheFields() throws {
        var reader = CSVReader(Array("ä,\"b\",c".utf8))
        #expect(try reader.next()?.map(\.offset) == [0, 3, 7])
    }

    @Test func damagedQuotesAreMistakes() {
        #expect(mistake("a,\"b") == .init("the quotation mark is not closed", at: 2))
        #expect(
            mistake("\"a\"b,c") == .init("expected a comma or the end of the line after a quoted field", at: 3))
    }

    @Test func aTableFindsColumnsByName() throws {
        var table = try CSVTable(Array("id, name ,x\n1,A,\n".utf8), required: ["name", "id"])
        let row = try #require(try table.next())
        #expect(row["name"].text == "A" && row["id"].text == "1")
        #expect(row.optional("x")?.text == "" && row.optional("y") == nil)
        #expect(try table.next().map(\.offset) == nil)
    }

    @Test func missingColumnsAndFieldsAreMistakes() throws {
        #expect(throws: CSVReader.Mistake("the first line has no column 'b', 'c'", at: 0)) {
            _ = try CSVTable(Array("a\n".utf8), required: ["b", "a", "c"])
        }
        var table = try CSVTable(Array("a,b\n1,2\n3\n".utf8), required: ["a"])
        _ = try table.next()
        #expect(throws: CSVReader.Mistake("the row has 1 fields, the table 2 columns", at: 8)) { _ = try table.next() }
    }
}
