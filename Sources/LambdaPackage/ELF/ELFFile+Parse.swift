extension ELFFile {
    /// Most that is read of anything a file can have many of; the largest programs have a few hundred.
    private static let limit = 4096

    /// Reads a file. It may hold anything: whatever is wrong with it is thrown.
    public init(parsing bytes: [UInt8]) throws(ELFError) {
        guard Self.isELF(bytes) else { throw .notELF }
        var reader = ByteReader(bytes: bytes)
        let (fileClass, encoding) = (try reader.number(1, at: 4), try reader.number(1, at: 5))
        guard (1...2).contains(fileClass), (1...2).contains(encoding) else { throw .malformed("unknown class or byte order") }
        is64Bit = fileClass == 2
        isBigEndian = encoding == 2
        reader.isBigEndian = isBigEndian
        kind =
            switch try reader.uint16(at: 16) {
            case 2: .executable
            case 3: .shared
            case let other: .other(other)
            }
        machine = try reader.uint16(at: 18)

        let segments = try Self.segments(reader, is64Bit: is64Bit)
        let loaded = segments.filter { $0.type == Segment.load }
        if kind == .executable || kind == .shared, loaded.isEmpty { throw .malformed("nothing in it is to be loaded") }
        for segment in loaded { _ = try reader.range(segment.offset, segment.fileSize) }
        if let segment = segments.first(where: { $0.type == Segment.interpreter }) {
            _ = try reader.range(segment.offset, segment.fileSize)
            interpreter = try reader.text(at: segment.offset)
        } else {
            interpreter = nil
        }

        var dynamic = DynamicSection()
        if let section = segments.first(where: { $0.type == Segment.dynamic }) {
            dynamic = try DynamicSection(reader, section, is64Bit: is64Bit, limit: Self.limit)
        }
        let strings = try dynamic.stringTable.map { address throws(ELFError) in try Segment.offset(of: address, in: segments) }
        func names(_ offsets: [UInt64]) throws(ELFError) -> [String] {
            guard !offsets.isEmpty else { return [] }
            guard let strings else { throw .malformed("names without a table of names") }
            var names: [String] = []
            for offset in offsets { names.append(try reader.text(at: sum(strings, offset))) }
            return names
        }
        neededLibraries = try names(dynamic.needed)
        libraryName = try names(dynamic.name.map { [$0] } ?? []).first
        func folders(_ offsets: [UInt64]) throws(ELFError) -> [String] {
            try names(offsets).flatMap { $0.split(separator: ":").map(String.init) }
        }
        rPath = try folders(dynamic.rPath)
        runPath = try folders(dynamic.runPath)

        guard let address = dynamic.versions else {
            requiredVersions = []
            return
        }
        guard let strings else { throw .malformed("names without a table of names") }
        requiredVersions = try Self.versions(
            reader, at: Segment.offset(of: address, in: segments), count: dynamic.versionCount, strings: strings)
    }

    private static func segments(_ reader: ByteReader, is64Bit: Bool) throws(ELFError) -> [Segment] {
        let table = try is64Bit ? reader.number(8, at: 32) : reader.number(4, at: 28)
        let size = UInt64(try reader.uint16(at: is64Bit ? 54 : 42))
        let count = Int(try reader.uint16(at: is64Bit ? 56 : 44))
        guard count > 0 else { return [] }
        guard size >= (is64Bit ? 56 : 32), count <= limit else { throw .malformed("odd program headers") }
        var segments: [Segment] = []
        var offset = table
        for _ in 0..<count {
            segments.append(try Segment(reader, at: offset, is64Bit: is64Bit))
            offset = try sum(offset, size)
        }
        return segments
    }

    /// The list of libraries, each with a list of versions: `Verneed` and `Vernaux`, which are the same for 32 and 64 bits.
    private static func versions(
        _ reader: ByteReader, at start: UInt64, count: UInt64, strings: UInt64
    ) throws(ELFError) -> [SymbolVersion] {
        guard count <= limit else { throw .malformed("too many needed versions") }
        var versions: [SymbolVersion] = []
        var offset = start
        for _ in 0..<count {
            let library = try reader.text(at: sum(strings, UInt64(reader.uint32(at: sum(offset, 4)))))
            var entry = try sum(offset, UInt64(reader.uint32(at: sum(offset, 8))))
            for _ in 0..<(try reader.uint16(at: sum(offset, 2))) {
                // The lists may be made to cross each other; this bounds their product.
                guard versions.count < limit else { throw .malformed("too many needed versions") }
                let name = try reader.text(at: sum(strings, UInt64(reader.uint32(at: sum(entry, 8)))))
                versions.append(SymbolVersion(library: library, name: name))
                let next = UInt64(try reader.uint32(at: sum(entry, 12)))
                guard next > 0 else { break }
                entry = try sum(entry, next)
            }
            let next = UInt64(try reader.uint32(at: sum(offset, 12)))
            guard next > 0 else { break }
            offset = try sum(offset, next)
        }
        return versions
    }
}
