// `JSON`, the type of a response's body, comes with `import HTTPTransport`.
@_exported public import JSONValue
