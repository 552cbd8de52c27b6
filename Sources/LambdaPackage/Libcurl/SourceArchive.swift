internal import Foundation

/// The source of libcurl, fetched and verified.
struct SourceArchive {
    let tarball: URL
    /// What the distribution changes, in order.
    var patches: [URL] = []
    /// What it is, with the checksums that decide it.
    let identity: String
}
