"""Who one is, and roles taken on."""
import iam


def run(checker):
    sts = checker.client("sts")
    checker.expect(sts.get_caller_identity()["Account"] == "123456789012", "the account")
    roles = checker.client("iam")
    trusting = iam.statement(Principal={"AWS": "arn:aws:iam::123456789012:root"}, Action="sts:AssumeRole")
    role = roles.create_role(RoleName="trusting", AssumeRolePolicyDocument=trusting)["Role"]["Arn"]
    roles.create_role(
        RoleName="closed", AssumeRolePolicyDocument=iam.statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole"))
    credentials = sts.assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
    checker.error("AccessDenied", sts.assume_role, RoleArn="arn:aws:iam::123456789012:role/closed", RoleSessionName="me")
    checker.error("ValidationError", sts.assume_role, RoleArn=role, RoleSessionName="me", DurationSeconds=43201)
    checker.error("ValidationError", sts.assume_role, RoleArn=role, RoleSessionName="me", DurationSeconds=3601)
    checker.error("MalformedPolicyDocument", sts.assume_role, RoleArn=role, RoleSessionName="me", Policy="{}")
    sts.get_session_token()

    keys = dict(
        aws_access_key_id=credentials["AccessKeyId"], aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"])
    identity = checker.client("sts", **keys).get_caller_identity()
    checker.expect(identity["Arn"] == "arn:aws:sts::123456789012:assumed-role/trusting/me", f"{identity['Arn']} is the role's session")
    checker.expect(identity["UserId"].endswith(":me"), f"{identity['UserId']} has the session")
    checker.error("AccessDenied", checker.client("iam", **keys).list_roles)
    checker.error("AuthorizationError", checker.client("sns", **keys).list_topics)
    checker.error("AccessDenied", checker.client("s3", **keys).list_buckets)
    for service, code in [("sts", "InvalidClientTokenId"), ("sns", "InvalidClientTokenId"), ("iam", "InvalidClientTokenId")]:
        client = checker.client(service, **{**keys, "aws_session_token": "another"})
        checker.error(code, client.get_caller_identity if service == "sts" else client.list_topics if service == "sns" else client.list_roles)
    wrong = {**keys, "aws_secret_access_key": "wrong"}
    checker.error("SignatureDoesNotMatch", checker.client("sts", **wrong).get_caller_identity)
    checker.error("SignatureDoesNotMatch", checker.client("s3", **wrong).list_buckets)
    roles.put_role_policy(RoleName="trusting", PolicyName="topics", PolicyDocument=iam.statement(Action="sns:List*", Resource="*"))
    checker.client("sns", **keys).list_topics()
    narrow = sts.assume_role(
        RoleArn=role, RoleSessionName="narrow", Policy=iam.statement(Action="sns:ListSubscriptions", Resource="*"),
        PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AWSLambda_ReadOnlyAccess"}])["Credentials"]
    narrow = dict(
        aws_access_key_id=narrow["AccessKeyId"], aws_secret_access_key=narrow["SecretAccessKey"], aws_session_token=narrow["SessionToken"])
    checker.error("AuthorizationError", checker.client("sns", **narrow).list_topics)
    checker.client("sns", **narrow).list_subscriptions()
    checker.error("AccessDenied", checker.client("sts", **narrow).get_session_token)
