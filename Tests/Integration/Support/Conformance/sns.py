"""Topics, subscribers and messages."""
import http.server, json, threading, urllib.request


class Subscriber(http.server.BaseHTTPRequestHandler):
    messages = []
    arrived = threading.Condition()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.arrived:
            self.messages.append((self.headers, json.loads(body)))
            self.arrived.notify_all()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass

    @classmethod
    def wait(cls, count):
        with cls.arrived:
            cls.arrived.wait_for(lambda: len(cls.messages) >= count, timeout=20)
            return cls.messages[-1]


def run(checker):
    sns = checker.client("sns")
    topic = sns.create_topic(Name="alarms", Attributes={"DisplayName": "Alarms"}, Tags=[{"Key": "a", "Value": "1"}])["TopicArn"]
    checker.expect(sns.create_topic(Name="alarms")["TopicArn"] == topic, "making it again gives the same")
    checker.error("InvalidParameter", sns.create_topic, Name="no spaces")
    checker.error("InvalidParameter", sns.create_topic, Name="alarms", Attributes={"DisplayName": "Other"})
    missing = topic + "-missing"
    checker.error("NotFound", sns.get_topic_attributes, TopicArn=missing)
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="Other")
    checker.expect(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["DisplayName"] == "Other", "an attribute is set")
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "b", "Value": "2"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["a"])
    checker.expect(sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "b", "Value": "2"}], "the tags are changed")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Subscriber)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}/"
    answer = sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint)["SubscriptionArn"]
    checker.expect(answer == "pending confirmation", f"{answer} is not the ARN")
    headers, message = Subscriber.wait(1)
    checker.expect(headers["x-amz-sns-message-type"] == message["Type"] == "SubscriptionConfirmation", "the subscriber is asked")
    urllib.request.urlopen(message["SubscribeURL"]).read()
    checker.error("InvalidParameter", sns.confirm_subscription, TopicArn=topic, Token="wrong")
    subscription = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["SubscriptionArn"]
    sns.publish(
        TopicArn=topic, Subject="s", Message="m < &", MessageAttributes={"kind": {"DataType": "String", "StringValue": "alarm"}})
    headers, message = Subscriber.wait(2)
    checker.expect(message["Message"] == "m < &" and message["Subject"] == "s", "the message arrives")
    checker.expect(message["MessageAttributes"] == {"kind": {"Type": "String", "Value": "alarm"}}, "its attributes do, too")

    sns.set_subscription_attributes(
        SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue='{"kind":[{"anything-but":"alarm"}]}')
    sns.get_subscription_attributes(SubscriptionArn=subscription)
    checker.error("InvalidParameter", sns.set_subscription_attributes, SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue="[]")
    sns.publish(TopicArn=topic, Message="no", MessageAttributes={"kind": {"DataType": "String", "StringValue": "alarm"}})
    batch = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[
        {"Id": "1", "Message": "yes", "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "other"}}}, {"Id": "2", "Message": "no"}])
    checker.expect(len(batch["Successful"]) == 2, "both were taken")
    checker.expect(Subscriber.wait(3)[1]["Message"] == "yes", "what the filter lets through arrives")
    for arguments in [dict(Message=""), dict(Message="x" * 262145), dict(Message="m", Subject="\n"), dict(Message="m", MessageStructure="json")]:
        checker.error("InvalidParameter", sns.publish, TopicArn=topic, **arguments)
    checker.error("NotFound", sns.publish, TopicArn=missing, Message="m")
    checker.error("BatchEntryIdsNotDistinct", sns.publish_batch, TopicArn=topic, PublishBatchRequestEntries=[
        {"Id": "1", "Message": "m"}, {"Id": "1", "Message": "m"}])

    second = sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint + "2", ReturnSubscriptionArn=True)["SubscriptionArn"]
    token = Subscriber.wait(4)[1]["Token"]
    checker.expect(sns.confirm_subscription(TopicArn=topic, Token=token)["SubscriptionArn"] == second, "the token confirms")
    sns.unsubscribe(SubscriptionArn=second)
    checker.error("InvalidParameter", sns.subscribe, TopicArn=topic, Protocol="pigeon", Endpoint="x")
    for number in range(101):
        sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=f"arn:aws:lambda:us-east-1:123456789012:function:f{number}")
        sns.create_topic(Name=f"many-{number}")
    checker.expect(len(list(sns.get_paginator("list_subscriptions").paginate())) == 2, "102 subscriptions are two pages")
    checker.expect(len(list(sns.get_paginator("list_topics").paginate().search("Topics[]"))) == 102, "102 topics")
    sns.delete_topic(TopicArn=topic)
    checker.expect(sns.list_subscriptions()["Subscriptions"] == [], "its subscriptions went with it")
    server.shutdown()
