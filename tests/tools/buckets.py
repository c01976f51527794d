"""An S3 of our own on a free port, with as many buckets as tests want. It checks no keys, but the app must have some to send."""

from collections.abc import Mapping
from itertools import count

REGION = "eu-north-1"
KEYS: Mapping[str, str] = {"AWS_ACCESS_KEY_ID": "only-for-tests", "AWS_SECRET_ACCESS_KEY": "only-for-tests"}


class Buckets:
    def __init__(self) -> None:
        from moto.server import ThreadedMotoServer  # dear, and for few tests

        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._names = (f"bucket-{number}" for number in count(1))

    def start(self) -> "Buckets":
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.address = f"http://{host}:{port}"
        return self

    def stop(self) -> None:
        self._server.stop()

    def create(self) -> str:
        """The setting that names a new, empty bucket."""
        name = next(self._names)
        import boto3

        client = boto3.client(
            "s3",
            endpoint_url=self.address,
            region_name=REGION,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        client.close()
        return self.url(name)

    def url(self, name: str) -> str:
        return f"s3://{name}?endpoint={self.address}&region={REGION}"
