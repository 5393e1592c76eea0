/// A value that is made when it is first asked for, and kept. Shared by all threads: one makes it, the others wait.
///
/// An error is kept as well, so that whoever asks later gets the same answer.
package final class Once<Value: Sendable>: Sendable {
    private let made = Monitor<Result<Value, any Error>?>(nil)
    private let make: @Sendable () throws -> Value

    package init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

    /// - Precondition: `make` does not ask for its own value.
    package func get() throws -> Value {
        try made.change { made in
            let result = made ?? Result(catching: make)
            made = result
            return result
        }.get()
    }
}
