extension JSON {
    /// How much a document may ask of the parser.
    public struct Limits: Sendable {
        /// The deepest nesting of arrays and objects that is accepted: 128 unless set, never less than 1 nor more than 512.
        ///
        /// The bound holds for everything that walks the value later, `Codable` types included. In a release build a level takes about
        /// 0.4 KiB of the thread's stack to parse and 1.5 KiB to decode into a type, in a debug build 4 KiB.
        public var depth: Int {
            get { boundedDepth }
            set { boundedDepth = Self.bounded(newValue) }
        }
        /// The longest document that is accepted, in bytes: 16 MiB unless set.
        public var bytes: Int

        /// How many values a document may have, those of arrays and objects included: as many as fit unless set.
        public var values: Int
        /// How many members an object may have: as many as fit unless set. A look-up walks them.
        public var members: Int

        private var boundedDepth: Int

        /// Limits with a greatest depth (in levels of nesting), a greatest size (in bytes), and greatest counts of values and of an object's
        /// members.
        public init(depth: Int = 128, bytes: Int = 16 << 20, values: Int = .max, members: Int = .max) {
            self.boundedDepth = Self.bounded(depth)
            self.bytes = bytes
            self.values = values
            self.members = members
        }

        private static func bounded(_ depth: Int) -> Int { min(max(depth, 1), 512) }
    }
}
