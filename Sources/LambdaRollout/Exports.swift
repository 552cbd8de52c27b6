// A hook imports this module alone: `HTTPClient` and `LambdaContext` come with it.
@_exported public import HTTPTransport
@_exported public import LambdaRuntime
