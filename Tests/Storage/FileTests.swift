import MuseStorage
import Testing

@Suite struct FileTests {
    private let old = Array("old".utf8)
    private let new = Array("new".utf8)

    @Test func writtenDataAreReadBack() throws {
        try withTemporaryFolder { folder in
            // More than one read of a pipe or device returns.
            for bytes in [[], [0], [UInt8](repeating: 7, count: 200_000)] as [[UInt8]] {
                try AtomicFile.write(bytes, to: "\(folder)/file")
                #expect(try FileReader.bytes("\(folder)/file") == bytes)
            }
            #expect(try names(in: folder) == ["file"])
        }
    }

    @Test func aReplacedFileKeepsItsPermissionsAndALinkStaysALink() throws {
        try withTemporaryFolder { folder in
            try AtomicFile.write(old, to: "\(folder)/file")
            try setPermissions(0o600, of: "\(folder)/file")
            try makeLink("\(folder)/link", to: "file")
            try AtomicFile.write(new, to: "\(folder)/link")
            #expect(try FileReader.bytes("\(folder)/file") == new)
            #expect(try permissions(of: "\(folder)/file") == 0o600)
            #expect(isLink("\(folder)/link"))
            #expect(try names(in: folder) == ["file", "link"])
        }
    }

    @Test func writingErrorsNameThePathAndLeaveNoFile() throws {
        try withTemporaryFolder { folder in
            try createDirectories("\(folder)/folder")
            try AtomicFile.write(old, to: "\(folder)/file")
            for (name, reason) in [
                ("missing/file", "No such file or directory"), ("file/file", "Not a directory"),
                ("folder", "Is a directory"), (String(repeating: "n", count: 300), "File name too long"),
            ] {
                let path = "\(folder)/\(name)"
                #expect(throws: FileError(path: path, reason: reason)) { try AtomicFile.write(new, to: path) }
            }
            #expect(try names(in: folder) == ["file", "folder"])
            #expect(try FileReader.bytes("\(folder)/file") == old)
        }
    }

    #if os(Linux)
        @Test func aFullDiskIsAnError() {
            #expect(throws: FileError(path: "/dev/full", reason: "No space left on device")) {
                try AtomicFile.write(new, to: "/dev/full")
            }
        }
    #endif

    @Test(.disabled(if: isRoot)) func permissionsAreRespected() throws {
        try withTemporaryFolder { folder in
            try AtomicFile.write(old, to: "\(folder)/file")
            try setPermissions(0o400, of: "\(folder)/file")
            let denied = FileError(path: "\(folder)/file", reason: "Permission denied")
            #expect(throws: denied) { try AtomicFile.write(new, to: "\(folder)/file") }
            try setPermissions(0, of: "\(folder)/file")
            #expect(throws: denied) { try FileReader.bytes("\(folder)/file") }
        }
    }

    @Test func aDeviceIsWrittenAndNotReplaced() throws {
        try AtomicFile.write(new, to: "/dev/null")
        #expect(try FileReader.bytes("/dev/null") == [])
    }

    @Test func readingErrorsNameThePath() throws {
        try withTemporaryFolder { folder in
            #expect(throws: FileError(path: folder, reason: "Is a directory")) { try FileReader.bytes(folder) }
            let missing = "\(folder)/missing"
            #expect(throws: FileError(path: missing, reason: "No such file or directory")) {
                try FileReader.bytes(missing)
            }
        }
    }

    @Test func filesLargerThanTheLimitAreErrors() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/file"
            try AtomicFile.write([1, 2, 3], to: path)
            #expect(try FileReader.bytes(path, limit: 3) == [1, 2, 3])
            #expect(throws: FileError(path: path, reason: "larger than the limit of 2 bytes")) {
                try FileReader.bytes(path, limit: 2)
            }
            // Endless and without a size.
            #expect(throws: FileError(path: "/dev/zero", reason: "larger than the limit of 100000 bytes")) {
                try FileReader.bytes("/dev/zero", limit: 100_000)
            }
        }
    }

    @Test func parentFoldersAreCreated() throws {
        try withTemporaryFolder { folder in
            try createDirectories("\(folder)/a//b/./c/")
            try createDirectories("\(folder)/a/b/c")
            try AtomicFile.write(old, to: "\(folder)/a/b/c/file")
            let path = "\(folder)/a/b/c/file/d"
            #expect(throws: FileError(path: "\(folder)/a/b/c/file", reason: "Not a directory")) {
                try createDirectories(path)
            }
        }
    }

    @Test func messagesCannotControlTheTerminal() {
        #expect(FileError(path: "a\u{1B}[2J", reason: "Is a directory").description == "a?[2J: Is a directory")
    }
}
