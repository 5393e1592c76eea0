import MuseProtocols
import MuseRecipe

/// What the schemas say about keys and components: the comments of a draft.
struct DraftMeanings {
    let registries: Registries

    /// The meaning of a key such as `generate.count`.
    func key(_ path: String) -> String {
        guard let key = RecipeSection.section.key(at: path) else { preconditionFailure("no key '\(path)'") }
        return switch key.content {
        case .setting(let setting): setting.meaning
        case .section(let section, _), .sections(let section): section.summary
        case .weights(let meaning), .open(let meaning): meaning
        case .component(let kind, _), .components(let kind, _): kind
        }
    }

    /// What a component does; empty if it is unknown.
    func summary(_ kind: String, _ name: String) -> String { schema(kind, name)?.summary ?? "" }

    /// The meaning of a component's setting; empty if it is unknown.
    func setting(_ kind: String, _ name: String, _ setting: String) -> String {
        let settings = schema(kind, name)?.settings ?? []
        let parts = setting.split(separator: ".").map(String.init)
        guard let found = settings.first(where: { $0.name == parts[0] }) else { return "" }
        guard parts.count == 2 else { return found.meaning }
        guard case .group(let members) = found.kind else { return "" }
        return members.first { $0.name == parts[1] }?.meaning ?? ""
    }

    private func schema(_ kind: String, _ name: String) -> Schema? {
        registries.schemas.first { $0.kind == kind }?.schemas.first { $0.name == name }
    }
}
