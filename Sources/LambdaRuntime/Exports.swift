// `JSON`, the type of the client context and the Cognito identity, comes with `import LambdaRuntime`.
@_exported public import JSONValue
