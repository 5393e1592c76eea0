/// Returns the name in `known` that `name` is probably a misspelling of; nil if none is similar enough.
///
/// The distance is optimal string alignment (insertions, deletions, replacements, swaps of neighbours). It may be at
/// most a third of the length of `name`.
public func nearestName(to name: String, in known: [String]) -> String? {
    // Comparing a name as long as a file would take minutes.
    guard name.utf8.count <= 1000 else { return nil }
    let limit = max(1, name.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in known where abs(candidate.count - name.count) <= limit {
        let distance = alignmentDistance(Array(name.lowercased()), Array(candidate.lowercased()))
        if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
}

private func alignmentDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast = [Int]()
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
            row.append(cost)
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
