"""Buckets and objects, small and in parts."""
import base64, hashlib, os, re, time, urllib.request

from botocore.config import Config


def run(checker):
    s3 = checker.client("s3")
    s3.create_bucket(Bucket="code")
    s3.create_bucket(Bucket="code")
    for name in ("no_underscores.in-names", "127.0.0.1"):
        checker.error("InvalidBucketName", s3.create_bucket, Bucket=name)
    checker.expect([item["Name"] for item in s3.list_buckets()["Buckets"]] == ["code"], "one bucket")
    s3.head_bucket(Bucket="code")
    checker.error("404", s3.head_bucket, Bucket="missing")
    s3.get_bucket_location(Bucket="code")
    checker.error("NoSuchBucket", s3.list_objects_v2, Bucket="missing")

    data = os.urandom(100_000)
    put = s3.put_object(Bucket="code", Key="a/b c+ü&<.zip", Body=data, ContentType="application/zip", Metadata={"who": "me"})
    checker.expect(put["ETag"] == f'"{hashlib.md5(data).hexdigest()}"', "the ETag is the MD5")
    got = s3.get_object(Bucket="code", Key="a/b c+ü&<.zip")
    checker.expect(got["Body"].read() == data and got["ContentType"] == "application/zip" and got["Metadata"] == {"who": "me"}, "it comes back")
    part = s3.get_object(Bucket="code", Key="a/b c+ü&<.zip", Range="bytes=10-19")
    checker.expect(part["Body"].read() == data[10:20] and part["ContentRange"] == "bytes 10-19/100000", "ten bytes of it come")
    checker.expect(s3.get_object(Bucket="code", Key="a/b c+ü&<.zip", Range="bytes=-5")["Body"].read() == data[-5:], "its last bytes come")
    checker.error("InvalidRange", s3.get_object, Bucket="code", Key="a/b c+ü&<.zip", Range="bytes=100000-")
    checker.expect(s3.head_object(Bucket="code", Key="a/b c+ü&<.zip")["ContentLength"] == 100_000, "its length")
    checker.error("404", s3.head_object, Bucket="code", Key="missing")
    checker.error("NoSuchKey", s3.get_object, Bucket="code", Key="missing")
    checker.error("PreconditionFailed", s3.put_object, Bucket="code", Key="a/b c+ü&<.zip", Body=b"", IfNoneMatch="*")
    for algorithm in ["CRC32", "SHA1", "SHA256"]:
        s3.put_object(Bucket="code", Key="sum", Body=data, ChecksumAlgorithm=algorithm)
        checker.expect(s3.get_object(Bucket="code", Key="sum", ChecksumMode="ENABLED")["Body"].read() == data, f"{algorithm} is right")
    checker.error("BadDigest", s3.put_object, Bucket="code", Key="sum", Body=data, ChecksumSHA256=base64.b64encode(bytes(32)).decode())

    s3.copy_object(Bucket="code", Key="copy", CopySource={"Bucket": "code", "Key": "a/b c+ü&<.zip"})
    checker.expect(s3.get_object(Bucket="code", Key="copy")["Body"].read() == data, "the copy is the same")
    s3.put_object_tagging(Bucket="code", Key="copy", Tagging={"TagSet": [{"Key": "a", "Value": "1"}]})
    checker.expect(s3.get_object_tagging(Bucket="code", Key="copy")["TagSet"] == [{"Key": "a", "Value": "1"}], "the tags come back")
    s3.delete_object_tagging(Bucket="code", Key="copy")
    s3.put_bucket_tagging(Bucket="code", Tagging={"TagSet": [{"Key": "a", "Value": "1"}]})
    s3.get_bucket_tagging(Bucket="code")
    s3.delete_bucket_tagging(Bucket="code")
    checker.error("NoSuchTagSet", s3.get_bucket_tagging, Bucket="code")
    checker.error("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="code")
    s3.get_bucket_versioning(Bucket="code")
    s3.get_bucket_acl(Bucket="code")

    for name in ["x/1", "x/2", "y/1", "z"]:
        s3.put_object(Bucket="code", Key=f"list/{name}", Body=b"")
    listed = s3.list_objects_v2(Bucket="code", Prefix="list/", Delimiter="/")
    checker.expect([item["Key"] for item in listed["Contents"]] == ["list/z"], "one object stands beside the folders")
    checker.expect([item["Prefix"] for item in listed["CommonPrefixes"]] == ["list/x/", "list/y/"], "two folders")
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket="code", PaginationConfig={"PageSize": 3}))
    keys = [item["Key"] for page in pages for item in page["Contents"]]
    checker.expect(len(pages) > 2 and keys == sorted(keys) and len(keys) == 7 and "a/b c+ü&<.zip" in keys, f"pages hold all of them: {keys}")
    checker.expect(len(list(s3.get_paginator("list_objects").paginate(Bucket="code", MaxKeys=3).search("Contents[]"))) == 7, "so do the old ones")

    parts = [os.urandom(5 << 20), os.urandom(1000)]
    upload = s3.create_multipart_upload(Bucket="code", Key="large")["UploadId"]
    tags = [
        s3.upload_part(Bucket="code", Key="large", UploadId=upload, PartNumber=number, Body=part)["ETag"]
        for number, part in enumerate(parts, 1)]
    checker.expect(len(s3.list_parts(Bucket="code", Key="large", UploadId=upload)["Parts"]) == 2, "two parts are there")
    s3.list_multipart_uploads(Bucket="code")
    whole = {"Parts": [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(tags, 1)]}
    wrong = {"Parts": [{"ETag": "x", "PartNumber": 1}]}
    checker.error("InvalidPart", s3.complete_multipart_upload, Bucket="code", Key="large", UploadId=upload, MultipartUpload=wrong)
    s3.complete_multipart_upload(Bucket="code", Key="large", UploadId=upload, MultipartUpload=whole)
    checker.expect(s3.get_object(Bucket="code", Key="large")["Body"].read() == b"".join(parts), "the parts are one")
    checker.error("NoSuchUpload", s3.abort_multipart_upload, Bucket="code", Key="large", UploadId=upload)
    upload = s3.create_multipart_upload(Bucket="code", Key="large")["UploadId"]
    s3.abort_multipart_upload(Bucket="code", Key="large", UploadId=upload)

    checker.expect(s3.get_object(Bucket="code", Key="copy", VersionId="null")["Body"].read() == data, "the one version there is")
    checker.error("NoSuchVersion", s3.get_object, Bucket="code", Key="copy", VersionId="2")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "code", "Key": "copy"})
    checker.expect(urllib.request.urlopen(url).read() == data, "a presigned URL gives it out")
    for version, parameter in [("s3v4", "X-Amz-Date"), ("s3", "Expires")]:
        client = checker.client("s3", config=Config(signature_version=version, s3={"addressing_style": "path"}))
        url = client.generate_presigned_url("get_object", Params={"Bucket": "code", "Key": "copy"}, ExpiresIn=100)
        checker.expect(urllib.request.urlopen(url).read() == data, f"a presigned URL of {version} gives it out")
        past = re.sub(rf"{parameter}=[0-9TZ]+", f"{parameter}=20200101T000000Z" if version == "s3v4" else f"{parameter}=1600000000", url)
        past = past.replace(time.strftime("%Y%m%d", time.gmtime()) + "%2F", "20200101%2F")
        try:
            urllib.request.urlopen(past)
            checker.expect(False, f"a presigned URL of {version} ends")
        except urllib.error.HTTPError as error:
            text = error.read().decode()
            checker.expect("<Code>AccessDenied</Code>" in text and "Request has expired" in text, f"{text} says that the URL has ended")
    tag = s3.put_object(Bucket="code", Key="copy", Body=data, IfMatch=s3.head_object(Bucket="code", Key="copy")["ETag"])["ETag"]
    for arguments in (dict(IfNoneMatch="*"), dict(IfMatch="other")):
        checker.error("PreconditionFailed", s3.put_object, Bucket="code", Key="copy", Body=data, **arguments)
        checker.error("PreconditionFailed", s3.copy_object, Bucket="code", Key="copy", CopySource="code/sum", **arguments)
    checker.error("PreconditionFailed", s3.delete_object, Bucket="code", Key="copy", IfMatch="other")
    checker.error("NotImplemented", s3.put_object, Bucket="code", Key="copy", Body=data, IfMatch=tag, IfNoneMatch="*")
    checker.error("304", s3.get_object, Bucket="code", Key="copy", IfNoneMatch=tag)
    checker.error("PreconditionFailed", s3.get_object, Bucket="code", Key="copy", IfMatch="other")
    checker.error("InvalidRequest", s3.copy_object, Bucket="code", Key="copy", CopySource="code/copy")
    checker.error("MetadataTooLarge", s3.put_object, Bucket="code", Key="copy", Body=data, Metadata={"a": "x" * 2048})
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        s3.put_object(Bucket="code", Key="copy", Body=data, ChecksumAlgorithm=algorithm, Tagging="a=1&b=2")
    checker.expect(len(s3.get_object_tagging(Bucket="code", Key="copy")["TagSet"]) == 2, "the tags came with the object")
    answer = s3.get_object(Bucket="code", Key="copy", ResponseContentType="text/x-test", ResponseCacheControl="no-store")
    checker.expect((answer["ContentType"], answer["CacheControl"]) == ("text/x-test", "no-store"), "the headers that were asked for")
    errors = s3.delete_objects(Bucket="code", Delete={"Objects": [{"Key": "copy", "ETag": "other"}]})["Errors"]
    checker.expect([item["Code"] for item in errors] == ["PreconditionFailed"], f"it has another tag: {errors}")
    checker.error("BucketNotEmpty", s3.delete_bucket, Bucket="code")
    s3.delete_object(Bucket="code", Key="copy")
    s3.delete_object(Bucket="code", Key="copy")
    s3.delete_objects(Bucket="code", Delete={"Objects": [{"Key": key} for key in [*keys, "sum", "large"]]})
    s3.delete_bucket(Bucket="code")
