"""Roles and policies, as Terraform, SAM and the CLI make them."""
import json


def statement(**members):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **members}]})


def run(checker):
    iam = checker.client("iam")
    trust = statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole")
    allow = statement(Action="logs:*", Resource="*")
    made = iam.create_role(RoleName="shop", Path="/app/", AssumeRolePolicyDocument=trust, Description="d", Tags=[{"Key": "a", "Value": "1"}])
    checker.expect(made["Role"]["Arn"] == "arn:aws:iam::123456789012:role/app/shop", "the ARN has the path")
    checker.error("EntityAlreadyExists", iam.create_role, RoleName="shop", AssumeRolePolicyDocument=trust)
    checker.error("MalformedPolicyDocument", iam.create_role, RoleName="x", AssumeRolePolicyDocument="{")
    checker.error("MalformedPolicyDocument", iam.create_role, RoleName="x", AssumeRolePolicyDocument=allow)
    checker.error("NoSuchEntity", iam.get_role, RoleName="missing")
    checker.error("ValidationError", iam.get_role, RoleName="no spaces")
    role = iam.get_role(RoleName="shop")["Role"]
    checker.expect(role["AssumeRolePolicyDocument"] == json.loads(trust), "the trust policy comes back as it was given")
    checker.expect(role["Tags"] == [{"Key": "a", "Value": "1"}], "the tags come back")

    iam.update_role(RoleName="shop", Description="other", MaxSessionDuration=7200)
    iam.update_role_description(RoleName="shop", Description="third")
    iam.update_assume_role_policy(RoleName="shop", PolicyDocument=trust)
    iam.tag_role(RoleName="shop", Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    iam.untag_role(RoleName="shop", TagKeys=["b"])
    checker.expect(iam.list_role_tags(RoleName="shop")["Tags"] == [{"Key": "a", "Value": "2"}], "a tag is replaced, another removed")
    checker.expect(iam.list_instance_profiles_for_role(RoleName="shop")["InstanceProfiles"] == [], "there are no instances")

    iam.put_role_policy(RoleName="shop", PolicyName="in", PolicyDocument=allow)
    checker.expect(iam.get_role_policy(RoleName="shop", PolicyName="in")["PolicyDocument"] == json.loads(allow), "the policy comes back")
    checker.expect(iam.list_role_policies(RoleName="shop")["PolicyNames"] == ["in"], "the policy is listed")
    checker.error("NoSuchEntity", iam.get_role_policy, RoleName="shop", PolicyName="missing")
    checker.error("MalformedPolicyDocument", iam.put_role_policy, RoleName="shop", PolicyName="in", PolicyDocument=trust)

    policy = iam.create_policy(PolicyName="report", PolicyDocument=allow, Description="d", Tags=[{"Key": "a", "Value": "1"}])["Policy"]["Arn"]
    checker.error("EntityAlreadyExists", iam.create_policy, PolicyName="report", PolicyDocument=allow)
    iam.attach_role_policy(RoleName="shop", PolicyArn=policy)
    iam.attach_role_policy(RoleName="shop", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
    checker.error("NoSuchEntity", iam.attach_role_policy, RoleName="shop", PolicyArn="arn:aws:iam::123456789012:policy/missing")
    names = [item["PolicyName"] for item in iam.list_attached_role_policies(RoleName="shop")["AttachedPolicies"]]
    checker.expect(names == ["report", "AWSLambdaBasicExecutionRole"], f"both are attached: {names}")
    checker.expect(iam.get_policy(PolicyArn=policy)["Policy"]["AttachmentCount"] == 1, "one role has it")
    checker.expect(iam.list_entities_for_policy(PolicyArn=policy)["PolicyRoles"][0]["RoleName"] == "shop", "the role has it")
    checker.error("DeleteConflict", iam.delete_policy, PolicyArn=policy)
    checker.error("DeleteConflict", iam.delete_role, RoleName="shop")

    version = iam.create_policy_version(PolicyArn=policy, PolicyDocument=allow, SetAsDefault=True)["PolicyVersion"]
    checker.expect(version["VersionId"] == "v2" and version["IsDefaultVersion"], "the second version is the default")
    iam.set_default_policy_version(PolicyArn=policy, VersionId="v1")
    checker.expect(iam.get_policy_version(PolicyArn=policy, VersionId="v1")["PolicyVersion"]["Document"] == json.loads(allow), "v1 comes back")
    checker.expect([item["VersionId"] for item in iam.list_policy_versions(PolicyArn=policy)["Versions"]] == ["v2", "v1"], "two versions")
    checker.error("DeleteConflict", iam.delete_policy_version, PolicyArn=policy, VersionId="v1")
    iam.delete_policy_version(PolicyArn=policy, VersionId="v2")
    iam.tag_policy(PolicyArn=policy, Tags=[{"Key": "b", "Value": "2"}])
    iam.untag_policy(PolicyArn=policy, TagKeys=["a"])
    checker.expect(iam.list_policy_tags(PolicyArn=policy)["Tags"] == [{"Key": "b", "Value": "2"}], "the tags are changed")
    iam.put_role_permissions_boundary(RoleName="shop", PermissionsBoundary=policy)
    iam.delete_role_permissions_boundary(RoleName="shop")

    iam.put_role_permissions_boundary(RoleName="shop", PermissionsBoundary=policy)
    checker.error("DeleteConflict", iam.delete_policy, PolicyArn=policy)
    iam.delete_role_permissions_boundary(RoleName="shop")
    checker.error(
        "NoSuchEntity", iam.put_role_permissions_boundary, RoleName="shop", PermissionsBoundary="arn:aws:iam::123456789012:policy/missing")
    twice = allow.replace('"Effect"', '"Effect": "Deny", "Effect"')
    for document in (twice, allow.replace("Resource", "Ressource"), allow.replace('"Version": "2012-10-17", ', "")):
        checker.error("MalformedPolicyDocument", iam.create_policy, PolicyName="x", PolicyDocument=document)

    for number in range(12):
        iam.create_role(RoleName=f"many-{number:02}", AssumeRolePolicyDocument=trust)
    pages = list(iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 5}))
    checker.expect([len(page["Roles"]) for page in pages] == [5, 5, 3], "thirteen roles are three pages")
    checker.expect(len(list(iam.get_paginator("list_policies").paginate(Scope="Local").search("Policies[]"))) == 1, "one policy is the account's")
    managed = [item["PolicyName"] for item in iam.get_paginator("list_policies").paginate(Scope="AWS").search("Policies[]")]
    checker.expect("AWSCodeDeployRoleForLambda" in managed, "AWS's policies are listed")

    iam.detach_role_policy(RoleName="shop", PolicyArn=policy)
    checker.error("NoSuchEntity", iam.detach_role_policy, RoleName="shop", PolicyArn=policy)
    iam.detach_role_policy(RoleName="shop", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
    iam.delete_role_policy(RoleName="shop", PolicyName="in")
    iam.delete_role(RoleName="shop")
    iam.delete_policy(PolicyArn=policy)
    checker.error("NoSuchEntity", iam.get_policy, PolicyArn=policy)
