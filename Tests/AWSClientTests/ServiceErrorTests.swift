import HTTPTransport
import SigV4
import Testing

@testable import AWSClient

@Suite("A service error")
struct ServiceErrorTests {
    func error(_ status: Int, _ body: String, _ headers: HTTPHeaders = [:]) -> AWSServiceError {
        AWSServiceError(
            HTTPResponse(status: status, headers: headers, body: Array(body.utf8)), service: "CodeDeploy", operation: "GetDeployment",
            secrets: ["hidden-secret", "hidden-token", ""])
    }

    @Test(
        "has the name that JSON or a header gives it, without namespace and suffix",
        arguments: [
            (#"{"__type":"com.amazonaws.codedeploy.v20141006#DeploymentDoesNotExistException"}"#, nil),
            (#"{"__type":"DeploymentDoesNotExistException"}"#, nil), (#"{"code":"DeploymentDoesNotExistException"}"#, nil),
            (#"{"Code":"DeploymentDoesNotExistException"}"#, nil),
            ("{}", "DeploymentDoesNotExistException:http://internal.amazon.com/coral/com.amazonaws.codedeploy/"),
            ("", "aws.protocoltests#DeploymentDoesNotExistException:http://x/#y"),
            (#"{"__type":"Other"}"#, "DeploymentDoesNotExistException"), ("not JSON", "DeploymentDoesNotExistException"),
        ] as [(String, String?)])
    func codes(body: String, header: String?) {
        var headers: HTTPHeaders = [:]
        headers["X-Amzn-ErrorType"] = header
        #expect(error(400, body, headers).code == "DeploymentDoesNotExistException")
    }

    @Test(
        "has its status for a name where the answer has none",
        arguments: [
            "", "{}", "[]", "null", "<html><body>Bad Gateway</body></html>", "\u{0}\u{1}", #"{"__type":""}"#, #"{"__type":"a b"}"#,
            #"{"__type":7}"#,
            "{\"__type\":\"\(String(repeating: "x", count: 129))\"}", #"{"__type":"a\nb"}"#, "<Error><Code>two words</Code></Error>",
        ])
    func nameless(body: String) {
        #expect(error(502, body).code == "502")
    }

    @Test("has message, request id and status")
    func parts() {
        let json = error(400, #"{"__type":"X","message":"m1"}"#, ["x-amzn-RequestId": "r1"])
        #expect(json.message == "m1" && json.requestID == "r1" && json.status == 400 && json.service == "CodeDeploy")
        #expect(error(400, #"{"Type":"User","Message":"m2"}"#).message == "m2")
        #expect(error(400, #"{"errorMessage":"m3"}"#, ["x-amz-request-id": "r3"]).requestID == "r3")
        #expect(error(400, "{}").message == "" && error(400, "{}").requestID == nil)
    }

    @Test(
        "is read out of the forms of XML that services send, and of moto's",
        arguments: [
            """
            <?xml version="1.0"?><!-- <Error><Code>Fake</Code></Error> -->
            <ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/" a='>'>
              <Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>a &lt;b&gt; &amp;amp; &#x41;&#66; &unknown;</Message></Error>
              <RequestId>r1</RequestId></ErrorResponse>
            """,
            """
            <Error><Code>SignatureDoesNotMatch</Code><Message><![CDATA[a <b> &amp; AB &unknown;]]></Message>
            <Resource/><RequestId >r1</RequestId ></Error>
            """,
            """
            <Response><Errors><Error><Code>SignatureDoesNotMatch</Code><Message>a &lt;b> &amp;amp; A&#66; &unknown;</Message></Error><Error>
            <Code>Second</Code></Error></Errors><RequestID>r1</RequestID></Response>
            """,
            """
            <ErrorResponse><Errors><Error><Code>SignatureDoesNotMatch</Code><Message>a &lt;b> &amp;amp; A&#66; &unknown;</Message>
            </Error></Errors><RequestId>r1</RequestId></ErrorResponse>
            """,
        ])
    func xml(body: String) {
        let error = error(403, body)
        #expect(error.code == "SignatureDoesNotMatch" && error.message == "a <b> &amp; AB &unknown;" && error.requestID == "r1")
    }

    @Test(
        "is not fooled by XML that holds the words elsewhere",
        arguments: [
            "<Error><Detail><Error><Code>Fake</Code></Error></Detail></Error>", "<Other><Error><Code>Fake</Code></Error></Other>",
            "<Error><!-- <Code>Fake</Code> --></Error>", "<Error><Message>&lt;Code&gt;Fake&lt;/Code&gt;</Message></Error>",
            "<Error><![CDATA[<Code>Fake</Code>]]></Error>", "<Error a='<Code>Fake</Code>'></Error>",
            "<!DOCTYPE Error [<!ENTITY x 'Fake'>]><Error><Code>Fake</Code></Error>", "<Error><Code>Fake</Code>",
            "<Error><Code>Fake</Message></Error>",
            "<Code>Fake</Code>", "</Error><Error><Code>Fake</Code></Error>", "<Error><Code>Fake</Code></Error><",
            "<Error><Code>Fake</Code></Error><!--",
            "<Error><Code>Fake<b/></Code></Error><a", "<Error><?x <Code>Fake</Code>?></Error>",
            "<Error><Code><Code>Fake</Code></Code></Error>",
            String(repeating: "<Error>", count: 100_000) + "<Code>Fake</Code>",
            "<Error><Code>Fake</Code></Error>" + String(repeating: " ", count: 65536),
        ])
    func hostileXML(body: String) {
        #expect(error(403, body).code == "403")
    }

    @Test("reads any bytes without trapping")
    func fuzz() {
        var random = SystemRandomNumberGenerator()
        let seed = Array(
            "<?xml?><ErrorResponse a='\"'><Error><!-- c --><Code>X&#x41;&#99999999999;&amp</Code><Message><![CDATA[m]]></Message></Error></ErrorResponse>"
                .utf8)
        for _ in 0..<5000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                if Bool.random(using: &random) {
                    bytes[index] = [UInt8](Array("<>&;!-?/'\"[]#x ".utf8)).randomElement(using: &random) ?? 0
                } else {
                    bytes.removeSubrange(index...min(index + 3, bytes.count - 1))
                }
            }
            let response = HTTPResponse(status: 400, headers: [:], body: bytes)
            #expect(!AWSServiceError(response, service: "s", operation: "o", secrets: []).code.isEmpty)
        }
    }

    @Test("shows no secret that the service quotes, no control character, and no more than 2048 characters")
    func presentable() {
        let quoted = error(
            403,
            #"{"__type":"InvalidSignatureException","message":"should have been 'POST\n/\nx-amz-security-token:hidden-token\u001b[31m\u0000hidden-secret'"}"#
        )
        #expect(quoted.message == "should have been 'POST / x-amz-security-token:[redacted] [31m [redacted]'")
        let long = error(
            400, "{\"message\":\"\(String(repeating: "é", count: 5000))\"}", ["x-amzn-requestid": String(repeating: "r", count: 500)])
        #expect(long.message.count == 2048 && long.requestID?.count == 128)
    }

    @Test("tells the call, the code, the status, the request id and the cure in one text")
    func text() {
        let denied = error(400, #"{"__type":"AccessDeniedException","message":"User: x is not authorized"}"#, ["x-amzn-requestid": "r1"])
        #expect(
            denied.description
                == "CodeDeploy GetDeployment: AccessDeniedException (HTTP 400, request id r1): User: x is not authorized. "
                + "Allow the action to the role that calls: add it to a policy of the role.")
        #expect("\(AWSError.service(denied))" == denied.description)
        #expect(error(500, "").description == "CodeDeploy GetDeployment: 500 (HTTP 500)")
        #expect("\(AWSError.deadlineExceeded(last: .service(denied)))".hasSuffix(denied.description))
    }

    @Test("is a case of CodeDeploy's errors only when CodeDeploy sent it")
    func codeDeployCodes() {
        let completed = error(400, #"{"__type":"LifecycleEventAlreadyCompletedException"}"#)
        #expect(CodeDeploy.ErrorCode(.service(completed)) == .lifecycleEventAlreadyCompleted)
        #expect(CodeDeploy.ErrorCode(.deadlineExceeded(last: .service(completed))) == .lifecycleEventAlreadyCompleted)
        #expect(CodeDeploy.ErrorCode(.service(error(400, ""))) == nil && CodeDeploy.ErrorCode(.cancelled) == nil)
        let other = AWSServiceError(service: "Lambda", operation: "o", code: "InvalidDeploymentIdException", status: 400)
        #expect(CodeDeploy.ErrorCode(.service(other)) == nil)
    }
}

@Suite("Dates of services")
struct DateTests {
    @Test(
        "are read in HTTP's form",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sun, 30 Aug 2015 12:36:00 GMT", 1_440_938_160),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
            ("Sun Nov  6 08:49:37 1994", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sun, 6 Nov 1994 08:49:37 GMT", nil),
            ("Sun, 31 Feb 2015 00:00:00 GMT", nil), ("Sun, 06 Nov 1994 8:49:37 GMT", nil), ("", nil),
            ("Sun, 06 Nov 99999999999999999999 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49 GMT", nil),
        ] as [(String, Int64?)])
    func http(text: String, seconds: Int64?) {
        #expect(SigningDate(httpDate: text)?.secondsSince1970 == seconds)
    }

    @Test(
        "are read in ISO 8601's",
        arguments: [
            ("2015-08-30T12:36:00Z", 1_440_938_160), ("2015-08-30T12:36:00.123456Z", 1_440_938_160),
            ("2015-08-30T14:36:00+02:00", 1_440_938_160),
            ("2015-08-30T07:06:00.5-05:30", 1_440_938_160), ("2015-08-30T12:36:00", nil), ("2015-08-30T12:36:00+0200", nil), ("soon", nil),
            ("", nil),
            ("2015-08-30T12:36:00+99:00", nil), ("2015-08-30T12:36:00Zulu", nil), ("2015-13-30T12:36:00Z", nil),
            ("2015-08-30T12:36:00.Z5", nil),
            ("2015-08-30T12:36:00 02:00", nil), ("9999-12-31T23:59:59-23:59", 253_402_300_799),
        ] as [(String, Int64?)])
    func iso8601(text: String, seconds: Int64?) {
        #expect(SigningDate(iso8601: text)?.secondsSince1970 == seconds)
    }
}
