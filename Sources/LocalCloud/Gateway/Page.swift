internal import JSONValue

/// A part of a list, and the token that the next one is asked for with.
struct Page<Element> {
    let elements: ArraySlice<Element>
    /// `nil` on the last page.
    let next: JSON?

    /// - Parameters:
    ///   - list: What tells the list from others, such as the operation: a token is good for its own list alone.
    ///   - token: What the page before ended with; `nil` for the first page.
    ///   - size: How many elements it has at most.
    /// - Returns: `nil` for a token that was not given out for this list.
    init?(of all: [Element], _ list: String, after token: String?, size: Int) {
        var start = 0
        if let token {
            guard let offset = PageToken.offset(token, of: list) else { return nil }
            // The list may have become shorter meanwhile.
            start = Swift.min(offset, all.count)
        }
        let end = start + Swift.min(max(size, 0), all.count - start)
        elements = all[start..<end]
        next = end < all.count ? .string(PageToken.text(end, of: list)) : nil
    }
}
