internal import JSONValue
internal import SigV4

extension CodeDeploy {
    /// Where an AppSpec is, as clients send it:
    /// [RevisionLocation](https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_RevisionLocation.html).
    struct RevisionLocation: Codable, Sendable, Hashable {
        struct Text: Codable, Sendable, Hashable {
            var content: String?
            var sha256: String?
        }

        struct S3Location: Codable, Sendable, Hashable {
            var bucket: String?
            var key: String?
            var bundleType: String?
            var version: String?
            var eTag: String?
        }

        var revisionType: String?
        var s3Location: S3Location?
        /// The deprecated way of `appSpecContent`.
        var string: Text?
        var appSpecContent: Text?

        /// An AppSpec that the cloud wrote.
        static func appSpec(_ content: String) throws(AWSError) -> RevisionLocation {
            try RevisionLocation(revisionType: "AppSpecContent", appSpecContent: Text(content: content)).checked(isLookup: false)
        }

        /// The text of the AppSpec; `nil` when it is in S3.
        var content: String? { (appSpecContent ?? string)?.content }

        /// What tells it from other revisions of the application.
        var key: String {
            if let s3Location {
                return ["s3", s3Location.bucket, s3Location.key, s3Location.version, s3Location.eTag].map { $0 ?? "" }
                    .joined(separator: "/")
            }
            return (appSpecContent ?? string)?.sha256 ?? ""
        }

        /// The revision in the form in which it is kept, with the checksum of a text that came without.
        ///
        /// - Parameter isLookup: Whether the checksum may stand for the text.
        /// - Throws: `InvalidRevisionException`.
        func checked(isLookup: Bool) throws(AWSError) -> RevisionLocation {
            func fault(_ text: String) -> AWSError { AWSError("InvalidRevisionException", text) }
            switch revisionType {
            case "AppSpecContent":
                guard let appSpecContent else { throw fault("A revision of the type AppSpecContent needs appSpecContent.") }
                return RevisionLocation(
                    revisionType: revisionType, appSpecContent: try Self.checked(appSpecContent, isLookup: isLookup))
            case "String":
                guard let string else { throw fault("A revision of the type String needs string.") }
                return RevisionLocation(revisionType: revisionType, string: try Self.checked(string, isLookup: isLookup))
            case "S3":
                guard let location = s3Location, let bucket = location.bucket, !bucket.isEmpty, let key = location.key, !key.isEmpty else {
                    throw fault("A revision in S3 needs s3Location with bucket and key.")
                }
                guard let type = location.bundleType?.uppercased(), type == "YAML" || type == "JSON" else {
                    throw fault("BundleType must be either YAML or JSON")
                }
                return RevisionLocation(revisionType: revisionType, s3Location: location)
            case "GitHub":
                throw fault("A Lambda deployment takes its AppSpec from AppSpecContent or S3, not from GitHub.")
            default:
                throw fault("The revisionType is AppSpecContent, S3 or String.")
            }
        }

        /// The most bytes of an AppSpec.
        static let largest = 51_200

        private static func checked(_ text: Text, isLookup: Bool) throws(AWSError) -> Text {
            func fault(_ text: String) -> AWSError { AWSError("InvalidRevisionException", text) }
            if let given = text.sha256, given.wholeMatch(of: /[0-9a-fA-F]{64}/) == nil {
                throw fault("The sha256 of the AppSpec is not 64 hexadecimal digits.")
            }
            guard let content = text.content, !content.isEmpty else {
                guard isLookup, let sum = text.sha256 else { throw fault("The revision has no content.") }
                return Text(sha256: sum.lowercased())
            }
            guard content.utf8.count <= largest else { throw fault("The AppSpec is larger than \(largest) bytes.") }
            let digest: [UInt8]
            do { digest = try Digest.sha256(Array(content.utf8)) } catch { throw fault("\(error)") }
            let sum = String(hex: digest)
            if let given = text.sha256, given.lowercased() != sum {
                throw fault("The content's SHA-256 is \(sum), not \(given.lowercased()).")
            }
            return Text(content: content, sha256: sum)
        }
    }

    /// A row: a revision that an application knows.
    struct ApplicationRevision: Codable, Sendable {
        let application: String
        let location: RevisionLocation
        var description: String?
        /// The ids of the groups that it was deployed to.
        var groups: [String] = []
        let registered: Double
        var firstUsed: Double?
        var lastUsed: Double?

        /// The row's key.
        static func key(of location: RevisionLocation, _ application: String) -> String { "\(application)/\(location.key)" }
    }
}
