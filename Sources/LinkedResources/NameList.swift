internal import JSONValue

/// Names to choose from, as an error shows them to somebody who asked for one that is not there.
struct NameList {
    private let names: [String]

    init(_ names: some Sequence<String>) { self.names = Set(names).sorted() }

    /// ` Did you mean "Api"? Linked: "Api", "App".`
    func advice(for name: String, label: String) -> String {
        let suggestion = nearest(to: name).map { " Did you mean \($0.quoted)?" } ?? ""
        guard !names.isEmpty else { return "\(suggestion) \(label) nothing." }
        // Long lists help nobody, and a file of links may hold thousands.
        let shown = names.prefix(24).map(\.quoted).joined(separator: ", ")
        return "\(suggestion) \(label) \(shown)\(names.count > 24 ? " and \(names.count - 24) more" : "")."
    }

    /// The name that differs least, when it differs by no more than a third of the longer one's letters (one for short names). Letters
    /// that differ in case only come free.
    func nearest(to name: String) -> String? {
        let wanted = Array(name.lowercased())
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names.lazy.filter({ $0.utf8.count <= 256 }).prefix(1000) {
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - wanted.count) <= 21 else { continue }
            let distance = Self.distance(wanted, letters)
            if distance <= max(1, max(wanted.count, letters.count) / 3), distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        // A single letter is at most one step from any other.
        return best.flatMap { $0.distance < wanted.count ? $0.name : nil }
    }

    /// How many letters have to be put in, left out, replaced or swapped with their neighbour to make one of the other.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in right.indices {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] { cost = min(cost, before[column - 1] + 1) }
                current.append(cost)
            }
            (before, last) = (last, current)
        }
        return last[right.count]
    }
}

extension String {
    /// The name in quotes, with what could disturb a log line escaped and no more of it than a line bears.
    var quoted: String { JSON.string(count > 128 ? prefix(128) + "…" : self).description }
}
