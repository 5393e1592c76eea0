// swift-tools-version: 6.1
import PackageDescription

// Outside muse's repository: .package(url: "https://…/muse", from: "0.1.0").
let package = Package(
    name: "Embed",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "muse", path: "../..")],
    targets: [.executableTarget(name: "Embed", dependencies: [.product(name: "MuseKit", package: "muse")])]
)
