#!/usr/bin/env bash
# A package outside the tree that writes only hooks: with `traits: []` it fetches swift-log alone, and every Swift block of the README
# compiles in it. The README's hooks run in `Rollout.test`, against a version that answers and one that fails; its test runs as it stands.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "$*" >&2; exit 1; }

mkdir -p "$scratch"/{blocks,Sources/{Whole,BeforeTraffic,Blocks},Tests/BlocksTests}
awk -v folder="$scratch/blocks" '
    /^```swift/ { inside = 1; file = sprintf("%s/%02d.swift", folder, ++count); next }
    /^```/ { inside = 0 }
    inside { print > file }' "$here/README.md"

tests=$scratch/Tests/BlocksTests/Hooks.swift
cat >"$tests" <<'END'
import LambdaRollout
import LinkedResources
import Testing

@testable import Blocks

private let links = ResourceStore(environment: ["SST_RESOURCE_Api": #"{"url":"https://old.example.com","latestUrl":"https://new.example.com"}"#])

/// Both phases, a version that answers and one that fails.
private func expectVerdicts(_ hook: Rollout.Handler, isDeferred: Bool) async {
    for phase in [Rollout.Phase.beforeAllowTraffic, .afterAllowTraffic] {
        for (status, verdict) in [(200, Rollout.Status.succeeded), (500, .failed)] {
            let result = await Resource.with(links) {
                await Rollout.test(hook, deployment: Rollout.Deployment(phase: phase)) { _ in HTTPResponse(status: status) }
            }
            #expect(result.error == nil && result.verdict == (isDeferred ? nil : verdict), "\(result)")
        }
    }
}
END
# What the README calls types of the reader's.
cat >"$scratch/Sources/Blocks/Types.swift" <<'END'
struct Order: Codable {}
struct Receipt: Codable { init(_ order: Order) {} }
END
hooks=0
for block in "$scratch"/blocks/*.swift; do
    name=Block$(basename "$block" .swift)
    file=$scratch/Sources/Blocks/$name.swift
    if grep -q '@Test' "$block"; then
        cp "$block" "$scratch/Tests/BlocksTests/$name.swift"
    elif grep -q 'Rollout.handler' "$block"; then
        hooks=$((hooks + 1))
        # The first is the hook, whole: as it stands, and as the README's test wants it.
        if [ "$hooks" = 1 ]; then
            cp "$block" "$scratch/Sources/Whole/main.swift"
            grep -v 'hook.run()' "$block" >"$scratch/Sources/BeforeTraffic/Hook.swift"
            printf 'import LambdaRollout\ntry await hook.run()\n' >"$scratch/Sources/BeforeTraffic/main.swift"
        fi
        printf 'import LambdaRollout\nimport LinkedResources\n\nenum %s {\n' "$name" >"$file"
        grep -v -e '^import ' -e 'hook.run()' "$block" | sed 's/^let hook/    static let hook/' >>"$file"
        echo '}' >>"$file"
        isDeferred=false
        grep -q 'Rollout.defer' "$block" && isDeferred=true
        printf '\n@Test func hook%s() async { await expectVerdicts(%s.hook, isDeferred: %s) }\n' "$name" "$name" "$isDeferred" >>"$tests"
    elif grep -q 'stack.main()' "$block"; then
        mkdir -p "$scratch/Sources/Infrastructure"
        cp "$block" "$scratch/Sources/Infrastructure/main.swift"
    elif grep -q 'Lambda.run' "$block"; then
        printf 'import LambdaRuntime\n\nfunc functionsOf%s() async throws {\n' "$name" >"$file"
        grep -v '^import ' "$block" >>"$file"
        echo '}' >>"$file"
    elif ! grep -q '\.package(' "$block"; then
        fail "nothing compiles this block of the README: $(cat "$block")"
    fi
done
[ "$hooks" -ge 4 ] || fail "the README has only $hooks hooks"

cat >"$scratch/Package.swift" <<END
// swift-tools-version: 6.2
import PackageDescription
let products: [Target.Dependency] = ["LambdaRollout", "LambdaRuntime", "LinkedResources"].map {
    .product(name: \$0, package: "swift-lambda-rollout")
}
let package = Package(
    name: "MyHooks", platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-lambda-rollout", path: "$here", traits: [])],
    targets: [
        .executableTarget(name: "Infrastructure", dependencies: [.product(name: "RolloutStack", package: "swift-lambda-rollout")]),
        .executableTarget(name: "Whole", dependencies: products), .executableTarget(name: "BeforeTraffic", dependencies: products),
        .target(name: "Blocks", dependencies: products),
        .testTarget(name: "BlocksTests", dependencies: ["Blocks", "BeforeTraffic"] + products),
    ], swiftLanguageModes: [.v6])
END
start=$SECONDS
swift build --package-path "$scratch" --build-tests
checkouts=$(ls "$scratch/.build/checkouts")
[ "$checkouts" = swift-log ] || fail "a package with traits: [] fetched: $checkouts; expected swift-log alone"
test -x "$scratch/.build/debug/Whole"
"$scratch/.build/debug/Infrastructure" --schedule | grep -q '^Api: 10 % at 0:00' || fail "the README's stack shows no schedule"
swift test --package-path "$scratch" --skip-build --disable-xctest
echo "The README's $hooks hooks build with swift-log alone, and give their verdicts, in $((SECONDS - start)) s from clean."
