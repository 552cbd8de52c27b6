internal import HTTPTypes

/// The errors of a service that had the Query protocol first: clients of that know them by a code, others by the name of a shape.
struct ErrorNames: Sendable {
    /// Codes by shape.
    let codes: [String: String]
    /// Statuses by code; 400 for others.
    let statuses: [String: Int]

    /// The name of the shape, whichever of the two is given.
    func shape(_ name: String) -> String {
        codes[name] != nil ? name : codes.first { $0.value == name }?.key ?? name
    }

    func code(_ name: String) -> String { codes[name] ?? name }

    func status(_ error: AWSError) -> HTTPResponse.Status {
        .init(code: statuses[code(error.code)] ?? (error.isInternal ? 500 : 400))
    }

    /// What the header `x-amzn-query-error` says.
    func queryError(_ error: AWSError) -> String {
        "\(code(error.code));\(status(error).code < 500 ? "Sender" : "Receiver")"
    }

    static let cloudWatch = ErrorNames(
        codes: [
            "DashboardInvalidInputError": "InvalidParameterInput", "InternalServiceFault": "InternalServiceError",
            "InvalidFormatFault": "InvalidFormat", "InvalidParameterCombinationException": "InvalidParameterCombination",
            "InvalidParameterValueException": "InvalidParameterValue", "LimitExceededFault": "LimitExceeded",
            "MissingRequiredParameterException": "MissingParameter",
        ],
        statuses: [
            "AccessDeniedException": 403, "ConcurrentModificationException": 429, "ConflictException": 409, "InternalServiceError": 500,
            "InvalidSignatureException": 403, "MissingAuthenticationTokenException": 403, "ResourceNotFound": 404,
            "ResourceNotFoundException": 404, "UnknownOperationException": 404, "UnrecognizedClientException": 403,
        ])
}
