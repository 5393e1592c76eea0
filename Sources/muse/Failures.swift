import ArgumentParser

/// Errors after which the command goes on with the next file.
struct Failures {
    private var code: Failure.Code?

    /// Reports an error at once.
    mutating func add(_ error: any Error) {
        let failure = Failure(error)
        Terminal.say(failure.message)
        // An error of the file system says more about what to do than a mistake in a file.
        if code == nil || failure.code == .inputOutput { code = failure.code }
    }

    /// Returns the result of `body`; nil if it fails.
    mutating func collect<Value>(_ body: () throws -> Value) -> Value? {
        do { return try body() } catch {
            add(error)
            return nil
        }
    }

    /// Ends the command with the code of the failures.
    func exitIfAny() throws {
        if let code { throw ExitCode(code.rawValue) }
    }
}
