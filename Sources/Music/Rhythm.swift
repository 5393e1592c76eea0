/// The kinds of tunes and the names used for them in collections.
///
/// Collections spell a kind in many ways (`slipjig`, `Slip-Jigs`, `hop jig`). Filters and tokens use the canonical
/// name.
public enum Rhythm {
    /// The canonical names, in a fixed order: dances by meter, then marches, airs and songs.
    public static let names: [String] = table.map(\.name)

    /// Returns the canonical name of a kind of tune as written in a header; nil if it is unknown.
    ///
    /// Ignores case, plurals, hyphens and spaces. An unknown qualifier before the name is dropped (`Scotch reel`). In a
    /// list (`reel, hornpipe`), the first known kind counts.
    public static func canonical(_ text: some StringProtocol) -> String? {
        // Most headers hold one plain name.
        if let name = canonicalNames[text.lowercased()] { return name }
        for item in text.split(whereSeparator: { ",;/&()[]".contains($0) }) {
            let words = Self.words(item)
            for first in words.indices {
                let key = words[first...].joined()
                for singular in singulars(key) {
                    if let name = canonicalNames[singular] { return name }
                }
            }
        }
        return nil
    }

    /// Returns the canonical name; for an unknown kind, its words in lower case, separated by single spaces.
    public static func normalized(_ text: some StringProtocol) -> String {
        canonical(text) ?? words(text).joined(separator: " ")
    }

    private static func words(_ text: some StringProtocol) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
    }

    /// `key` itself, then the possible singular forms.
    private static func singulars(_ key: String) -> [String] {
        var result = [key]
        if key.hasSuffix("s") { result.append(String(key.dropLast())) }
        if key.hasSuffix("es") { result.append(String(key.dropLast(2))) }
        return result
    }

    private static let canonicalNames: [String: String] = {
        var result: [String: String] = [:]
        for (name, aliases) in table {
            for alias in [name] + aliases { result[words(alias).joined()] = name }
        }
        return result
    }()

    /// The canonical names and their aliases.
    private static let table: [(name: String, aliases: [String])] = [
        ("jig", ["double jig", "irish jig", "treble jig", "dj"]),
        ("single jig", ["sj"]),
        ("slip jig", ["hop jig"]),
        ("slide", []),
        ("reel", ["double reel", "single reel"]),
        ("hornpipe", ["sailor's hornpipe", "hp"]),
        ("triple hornpipe", ["old hornpipe"]),
        ("polka", []),
        ("waltz", ["valse", "vals", "slow waltz"]),
        ("mazurka", ["mazourka"]),
        ("strathspey", ["slow strathspey"]),
        ("highland", []),
        ("fling", ["highland fling"]),
        ("schottische", ["schottis", "highland schottische"]),
        ("barndance", ["barn dance"]),
        ("clog", ["clog dance", "lancashire clog"]),
        ("set dance", []),
        ("long dance", ["longdance"]),
        ("country dance", ["contredanse", "contra dance"]),
        ("morris", ["morris dance"]),
        ("minuet", ["menuet", "minuetto"]),
        ("gavotte", ["gavot"]),
        ("cotillion", ["cotillon"]),
        ("quadrille", []),
        ("galop", ["gallop"]),
        ("redowa", []),
        ("varsovienne", ["varsouvienne", "varsoviana"]),
        ("walkaround", ["walk around"]),
        ("bourree", ["bourrée"]),
        ("polska", []),
        ("polonaise", ["polonez"]),
        ("quickstep", ["quick step"]),
        ("march", ["quick march", "slow march", "marche"]),
        ("air", ["slow air", "aire", "ayre"]),
        ("lament", []),
        ("planxty", []),
        ("song", ["folk song", "folksong", "lied"]),
        ("ballad", ["ballade"]),
        ("lullaby", ["cradle song"]),
        ("carol", []),
        ("hymn", []),
        ("shanty", ["shantie", "sea shanty", "chantey"]),
    ]
}
