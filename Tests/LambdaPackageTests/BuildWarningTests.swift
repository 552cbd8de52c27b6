import Testing

@testable import LambdaPackage

@Suite("What is shown of a build's warnings")
struct BuildWarningTests {
    private let package = SwiftPackage(path: "/home/user/shop", reporter: BuildReporter(progress: { _ in }, output: { _ in }))
    private let remark =
        "warning: Using 'getaddrinfo' in statically linked applications requires at runtime the shared libraries from the glibc version used for linking"

    @Test("the linker's remarks about the static libraries of every package are left out")
    func ownLibraries() {
        let library = "/home/me/.cache/swift-lambda-rollout/libcurl-4bc9/lib/libcurl.a"
        let line = "\(library)(libcurl_la-curl_addrinfo.o):curl_addrinfo.c:function f: \(remark)"
        #expect(package.warnings(in: "[3/4] Linking Api\n\(line)\nBuild complete! (1s)") == nil)
    }

    @Test("those about the user's own code stay, and so do the compiler's warnings")
    func userCode() {
        let own = "/home/user/shop/.build/release/Names.o:Names.c:function look: \(remark)"
        let unused = "/home/user/shop/Sources/Api/main.swift:1:5: warning: variable 'x' was never used"
        #expect(package.warnings(in: "[3/4] Linking Api\n\(own)\n\(unused)\nBuild complete! (1s)") == "\(own)\n\(unused)")
    }
}
