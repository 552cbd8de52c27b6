// `environ` is a mutable global; it is read before anything in a hook could change it.
#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#endif

/// Environment variables, those of this process or others in their place. An empty one counts as absent.
package struct Environment: Sendable {
    private let lookUp: @Sendable (String) -> String?

    private init(lookUp: @escaping @Sendable (String) -> String?) { self.lookUp = lookUp }

    /// These variables and no others.
    package init(_ variables: [String: String]) { self.init { variables[$0] } }

    /// Those of this process. A variable is read whenever it is asked for.
    package static let process = Environment { name in getenv(name).map { String(cString: $0) } }

    /// A variable's value; `nil` where it is unset or empty.
    package subscript(name: String) -> String? {
        lookUp(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// This process's variables whose names begin so, as they are now, whatever becomes of them later.
    ///
    /// Hooks take a snapshot before their first event: it has to be cheap, and looks at nothing but the first bytes of each variable.
    package static func snapshot(prefix: StaticString) -> Environment {
        let copies = entries(prefix) { strdup($0).map(Copy.init) }
        // Of two with the same name getenv finds the first.
        return Environment { name in
            let length = name.utf8.count
            guard let copy = copies.first(where: { strncmp($0.text, name, length) == 0 && $0.text[length] == CChar(UInt8(ascii: "=")) })
            else { return nil }
            return String(cString: copy.text + length + 1)
        }
    }

    /// This process's variables whose names begin so, by name.
    package static func variables(prefix: StaticString) -> [String: String] {
        let pairs = entries(prefix) { text in
            let text = String(cString: text)
            return text.firstIndex(of: "=").map { (String(text[..<$0]), String(text[text.index(after: $0)...])) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// A variable with its value, `NAME=value`, that nobody changes. It is kept for good.
    private struct Copy: @unchecked Sendable {
        let text: UnsafeMutablePointer<CChar>
    }

    /// What `make` makes of this process's variables whose names begin so, each given as `NAME=value`.
    private static func entries<Entry>(_ prefix: StaticString, _ make: (UnsafeMutablePointer<CChar>) -> Entry?) -> [Entry] {
        #if canImport(Darwin)
            var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = _NSGetEnviron().pointee
        #else
            var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        #endif
        let beginning = UnsafeRawPointer(prefix.utf8Start).assumingMemoryBound(to: CChar.self)
        var entries: [Entry] = []
        entries.reserveCapacity(64)
        while let place = entry, let text = place.pointee {
            if strncmp(text, beginning, prefix.utf8CodeUnitCount) == 0, let made = make(text) { entries.append(made) }
            entry = place + 1
        }
        return entries
    }
}
