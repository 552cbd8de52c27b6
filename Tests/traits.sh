#!/usr/bin/env bash
# A package outside the tree that writes only hooks: with `traits: []` it fetches swift-log alone, and the README's hook builds.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir -p "$scratch/Sources/BeforeTraffic"
# The first Swift block of the README is the hook, whole.
awk '/^```swift/{inside=1; next} /^```/{if (inside) exit} inside' "$here/README.md" >"$scratch/Sources/BeforeTraffic/main.swift"
grep -q 'Rollout.handler' "$scratch/Sources/BeforeTraffic/main.swift" || { echo "the README's first Swift block is no hook" >&2; exit 1; }
cat >"$scratch/Package.swift" <<EOF
// swift-tools-version: 6.2
import PackageDescription
let package = Package(
    name: "MyHooks", platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-lambda-rollout", path: "$here", traits: [])],
    targets: [
        .executableTarget(
            name: "BeforeTraffic",
            dependencies: [
                .product(name: "LambdaRollout", package: "swift-lambda-rollout"),
                .product(name: "LinkedResources", package: "swift-lambda-rollout"),
            ])
    ], swiftLanguageModes: [.v6])
EOF
start=$SECONDS
swift build --package-path "$scratch"
checkouts=$(ls "$scratch/.build/checkouts")
if [ "$checkouts" != swift-log ]; then
    echo "a package with traits: [] fetched: $checkouts; expected swift-log alone" >&2
    exit 1
fi
test -x "$scratch/.build/debug/BeforeTraffic"
echo "The README's hook builds with swift-log alone, in $((SECONDS - start)) s from clean."
