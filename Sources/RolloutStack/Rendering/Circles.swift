/// Finds circles of names that depend on each other.
enum Circles {
    /// One circle for each group of names that hang together in one, each with its beginning at both ends, in the same order for the same names.
    static func find(in dependencies: [String: [String]]) -> [[String]] {
        var finished: Set<String> = []
        var circles: [[String]] = []
        var path: [String] = []
        var position: [String: Int] = [:]

        func visit(_ name: String) {
            if finished.contains(name) { return }
            if let start = position[name] {
                circles.append(path[start...] + [name])
                return
            }
            guard let others = dependencies[name] else { return }
            position[name] = path.count
            path.append(name)
            for other in others { visit(other) }
            path.removeLast()
            position[name] = nil
            finished.insert(name)
        }

        for name in dependencies.keys.sorted() { visit(name) }
        return circles
    }
}
