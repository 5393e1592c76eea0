import MusePlatform
import MuseStorage

/// Lets one run at a time fit the model with a key. Other runs wait and then find it in the cache.
struct FitLock {
    let context: RunContext

    init(_ context: RunContext) { self.context = context }

    /// Runs `body` while holding the lock.
    ///
    /// - Parameter body: its argument is whether another run held the lock before.
    /// - Throws: `FileError` if the cache cannot be written; `CancellationError`; errors of `body`.
    func whileHeld<Result>(_ key: String, _ body: (_ waited: Bool) throws -> Result) throws -> Result {
        try context.cache.checkWritable()
        let folder = "\(context.cache.folder)/locks"
        try createDirectories(folder)
        let path = "\(folder)/\(key.prefix(32))"
        var waited = false
        while true {
            if let lock = try FileLock.take(path) {
                return try withExtendedLifetime(lock) { try body(waited) }
            }
            if !waited { context.reporter.remark("model: waiting for another run that is fitting it") }
            waited = true
            try context.reporter.checkCancellation()
            usleep(100_000)
        }
    }
}
