/// Names as messages show them, and the one that somebody may have meant.
enum Spelling {
    /// The names in one line; of many only the first.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(25).joined(separator: ", ")
        return names.count > 25 ? "\(shown) and \(names.count - 25) more" : shown
    }

    /// The candidate nearest to a name, when it is near enough to be a slip: upper and lower case aside, at most one edit for each three
    /// characters.
    static func nearest(to name: String, in candidates: [String]) -> String? {
        let wanted = Array(name.lowercased())
        guard (1...64).contains(wanted.count) else { return nil }
        let limit = max(1, wanted.count / 3)
        return
            candidates
            .filter { !$0.isEmpty && abs($0.count - wanted.count) <= limit }
            .map { (candidate: $0, distance: distance(wanted, Array($0.lowercased()))) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?
            .candidate
    }

    /// How many characters must be inserted, removed, replaced or swapped with their neighbour to turn one into the other.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var rows = [Array(0...right.count)]
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let isSame = left[row - 1] == right[column - 1]
                var edits = min(rows[row - 1][column - 1] + (isSame ? 0 : 1), rows[row - 1][column] + 1, current[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    edits = min(edits, rows[row - 2][column - 2] + 1)
                }
                current.append(edits)
            }
            rows.append(current)
        }
        return rows[left.count][right.count]
    }
}
