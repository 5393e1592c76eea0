/// The texts of the profiles that muse has, files like those of users.
package enum BuiltInProfiles {
    package static let all: [(name: String, text: [UInt8])] = [
        ("aimgc-jig-2020", PackageResources.aimgc_jig_2020_yaml),
        ("aimgc-reel-2022", PackageResources.aimgc_reel_2022_yaml),
    ]
}
